import Console
import System
import Testing

@testable import CommandLine

@Suite struct HelpTests {
    @Test(arguments: [
        ("piar", "pair"), ("par", "pair"), ("stauts", "status"), ("statsu", "status"), ("peer", "peers"),
        ("bakup", "backup"), ("versio", "version"), ("Agent", "agent"), ("dance", nil), ("x", nil), ("", nil),
        (String(repeating: "pair", count: 10_000), nil),
    ]) func guessesWhatWasMeant(_ typed: String, _ word: String?) {
        #expect(nearestWord(to: typed, among: Commands.all.map(\.help.name)) == word)
    }

    @Test func wordsOfOtherProgramsLeadToACommand() throws {
        for (word, meant) in Commands.synonyms {
            do throws(CommandFailure) {
                _ = try Commands.named(word)
                Issue.record("\(word) is there")
            } catch { #expect(error.code == .usage && error.text.contains("Did you mean 'kith \(meant)'?")) }
            let parts = meant.split(separator: " ").map(String.init)
            let help = try Commands.named(parts[0]).help
            #expect(parts.count == 1 || help.verbs.contains(parts[1]))
        }
    }

    @Test(arguments: ["stop", "quit", "shutdown"]) func saysHowANodeIsStopped(_ word: String) {
        do throws(CommandFailure) {
            _ = try Commands.named(word)
            Issue.record("\(word) is there")
        } catch {
            #expect(error.code == .usage && error.text.contains("Ctrl-C in its window"))
            #expect(error.text.hasSuffix("sudo systemctl stop kith kith.socket kith-control.socket"))
        }
    }

    @Test func scopesThatNeedHTTPSAreMarkedWhereTheyAreOffered() throws {
        for name in ["pair", "peers", "token"] {
            let page = Help.page(try Commands.named(name).help).split(whereSeparator: \.isWhitespace).joined(
                separator: " ")
            #expect(page.contains("he scopes invite and admin work only over HTTPS or on this machine"), "\(name)")
        }
    }

    /// A person may copy it.
    @Test func commandsInAHelpAreNotBroken() throws {
        for command in Commands.all {
            for line in Help.page(command.help).split(separator: "\n") where !line.hasPrefix(" ") {
                #expect(!line.hasSuffix("'kith"), "\(line)")
            }
        }
    }

    @Test func theListNamesAll() {
        let overview = Help.overview()
        for command in Commands.all {
            #expect(overview.contains("\n  \(command.help.name) "))
            #expect(overview.contains(command.help.summary))
        }
        #expect(overview.contains("'kith help man'"))
        #expect(Set(Commands.all.map(\.help.name)).count == Commands.all.count)
        fits(overview)
    }

    @Test func whatIsPlannedIsNotThereYet() {
        #expect(Commands.planned.isDisjoint(with: Commands.all.map(\.help.name)))
        for name in Commands.planned {
            do throws(CommandFailure) {
                _ = try Commands.named(name)
                Issue.record("\(name) is there")
            } catch {
                #expect(error.code == .usage && error.text.contains("'kith \(name)' is not built yet"))
            }
        }
    }

    /// Completion is text for a shell.
    @Test(arguments: Commands.all.map(\.help.name)) func eachCommandHasJSON(_ name: String) throws {
        guard name != "completion" else { return }
        #expect(try Commands.named(name).help.options.contains { $0.name == "--json" })
    }

    /// A command that nobody can call is one that somebody forgot to list.
    @Test func everyCommandIsInTheList() throws {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        var (folders, declared) = ([root + "/Sources/CommandLine"], Set<String>())
        while let folder = folders.popLast() {
            for name in try Files.names(in: folder, followingLinks: false) {
                let path = "\(folder)/\(name)"
                guard name.hasSuffix(".swift") else {
                    folders.append(path)
                    continue
                }
                for line in String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n") {
                    let parts = line.split { " :".contains($0) }
                    if parts.first == "enum", parts.dropFirst(2).first == "CommandDefinition" {
                        declared.insert(String(parts[1]))
                    }
                }
            }
        }
        let listed = Commands.all.map { "\($0.definition)" }
        #expect(declared == Set(listed), "commands in Sources/CommandLine, and those in the list of Commands.swift")
        #expect(listed.count == declared.count)
    }

    @Test func aNarrowWindowBreaksTheListBetweenWords() {
        let lines = Help.overview(width: 50).split(separator: "\n").prefix { !$0.hasPrefix("To begin") }.dropFirst(2)
        #expect(lines.allSatisfy { $0.columns <= 50 && $0.hasPrefix("  ") })
        #expect(lines.count > Commands.all.count)
        #expect(lines.contains { $0.hasPrefix("              ") })
    }

    @Test(arguments: Commands.all.map(\.help.name)) func eachPageCanBeRead(_ name: String) throws {
        let help = try Commands.named(name).help
        let page = Help.page(help)
        #expect(page.contains("Usage: kith \(name)"))
        for (option, _) in help.options { #expect(page.contains("\n  \(option)  ")) }
        for (example, _) in help.examples { #expect(page.contains("\n  \(example)\n")) }
        fits(page)
    }

    private func fits(_ text: String) {
        for line in text.split(separator: "\n") { #expect(line.columns < 80, "\(line)") }
    }
}

@Suite struct ArgumentsTests {
    @Test func takesWordsFlagsAndOptions() throws {
        var arguments = Arguments(["show", "--json", "Anna", "--area", "media", "--area=home"])
        let verb = arguments.nextWord()
        let (asJSON, withEnded) = (arguments.flag("--json"), arguments.flag("--all"))
        let areas = try arguments.options("--area")
        let name = try arguments.word("kith peers show", "a name")
        #expect(verb == "show" && asJSON && !withEnded && areas == ["home", "media"] && name == "Anna")
        try arguments.finish()
    }

    static let orders: [([String], [String])] = [
        (["--json", "show", "Anna"], ["show", "Anna", "--json"]),
        (["--state", "a folder", "show", "--json", "Anna"], ["show", "Anna", "--state", "a folder", "--json"]),
        (["--state=x", "list"], ["list", "--state=x"]),
        (["--json=yes", "list"], ["list", "--json=yes"]),
        (["list", "--state"], ["list", "--state"]),
        (["--state", "list"], ["--state", "list"]),
        // What is not known may have a value.
        (["--loud", "red", "list"], ["--loud", "red", "list"]),
        (["--json", "a", "--loud", "red", "b"], ["a", "--json", "--loud", "red", "b"]),
        (["--json", "a", "--", "b", "--json"], ["a", "--json", "--", "b", "--json"]),
        ([], []),
    ]

    @Test(arguments: orders) func optionsStandAnywhere(_ words: [String], _ ordered: [String]) {
        var arguments = Arguments(words)
        arguments.bringWordsForward(past: [
            DeclaredOption(("--state FOLDER", "")), DeclaredOption(("--json", "")),
        ])
        #expect(arguments.words == ordered)
    }

    @Test func whatIsLeftOrLackingIsNamed() {
        var arguments = Arguments(["--loud"])
        arguments.command = "peers"
        #expect(throws: CommandFailure(.usage, "unknown option '--loud'. See 'kith help peers'.")) {
            try arguments.finish()
        }
        let lacking = Result { () throws(CommandFailure) in try arguments.word("kith peers show", "a name") }
        #expect(throws: CommandFailure.self) { try lacking.get() }
    }

    @Test(arguments: [
        (["--loud=red"], "unknown option '--loud'. See"),
        (["--jsno"], "unknown option '--jsno'. Did you mean '--json'?"),
        (["-x"], "unknown option '-x'."), (["now"], "unexpected argument 'now'."), (["-"], "unexpected argument '-'."),
        (["--json"], "--json is given twice."), (["a\u{1B}b"], "'ab'"),
    ]) func aStrayWordIsNamed(_ words: [String], _ text: String) {
        var arguments = Arguments(words)
        arguments.declared = ["--json", "--state"]
        do throws(CommandFailure) {
            try arguments.finish()
            Issue.record("taken")
        } catch {
            #expect(error.code == .usage && error.text.contains(text), "\(error.text)")
        }
    }

    @Test(arguments: [["--help"], ["show", "-h"], ["x", "--help", "y"]]) func helpIsAskedForAnywhere(_ words: [String])
    {
        #expect(Arguments(words).asksForHelp)
    }
}
