import Testing

@testable import CommandLine

struct OptionsWithoutEffectTests {
    @Test func optionsOfAnAgentAreRefusedIfOneRuns() {
        let one = PairCommand.withoutEffect(["--port"])
        #expect(one?.code == .usage)
        #expect(
            one?.text
                == "the agent already runs, so --port has no effect. Restart the agent with it, or leave it out.")
        let two = PairCommand.withoutEffect(["--port", "--open-pairings"])
        #expect(two?.text.contains("--port and --open-pairings have no effect") == true)
    }

    @Test func optionsThatFindTheAgentOrChooseTheHostAreNot() {
        #expect(PairCommand.withoutEffect(["--state", "--socket", "--address", "--interface"]) == nil)
    }

    @Test func onlyTheServiceHasItsLogInTheJournal() {
        #expect(!ControlClient(socket: "/tmp/by-hand.sock").silence.contains("journalctl"))
    }
}
