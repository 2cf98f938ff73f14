import Testing

@testable import System

@Suite struct ProgramTests {
    private func sh(_ script: String, within limit: Duration = .seconds(30), atMost most: Int = 1_000) -> Program
        .Result?
    {
        Program.run("/bin/sh", ["-c", script], within: limit, atMost: most)
    }

    @Test func readsWhatItPrintsAndHowItEnds() {
        let result = sh("echo told; echo not told >&2; exit 3")
        #expect(result?.text == "told\n")
        #expect(result?.exitCode == 3)
    }

    /// Its words are words, whatever is in them; nothing of this process reaches it.
    @Test func startsWithNothingOfOurs() {
        let echoed = Program.run("/bin/echo", ["$HOME; false"], within: .seconds(30), atMost: 100)
        #expect(echoed?.text == "$HOME; false\n")
        #expect(
            sh("env | sed 's/=.*//' | grep -v '^PWD$\\|^_$\\|^SHLVL$\\|^OLDPWD$' | sort | xargs")?.text
                == "LANGUAGE LC_ALL PATH\n")
        #expect(sh("cat; echo end")?.text == "end\n")
        #expect(sh("ls /proc/self/fd | wc -l")?.text == "4\n")
    }

    @Test func whatTakesTooLongIsEnded() {
        // Also if what it started keeps its output open.
        #expect(sh("sleep 600 & sleep 600", within: .milliseconds(100)) == nil)
        // And if it has closed its output.
        #expect(sh("exec >&-; sleep 600", within: .milliseconds(100)) == nil)
    }

    @Test func whatIsNoLongerWantedIsEnded() {
        let result = Program.run("/bin/sleep", ["600"], within: .seconds(600), atMost: 100, while: { false })
        #expect(result == nil)
    }

    @Test func whatPrintsTooMuchIsEnded() {
        #expect(sh("while :; do echo more; done") == nil)
        #expect(sh("printf %0100d 1", atMost: 100)?.output.count == 100)
    }

    @Test func whatIsNotThereIsNotRun() {
        #expect(Program.run("/nowhere/at-all", within: .seconds(30), atMost: 100) == nil)
        #expect(Program.find("no-program-has-this-name") == nil)
        #expect(Program.find("sh") != nil)
        #expect(sh("kill -9 $$") == nil)
    }
}
