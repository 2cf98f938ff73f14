import Console
import Core
import Testing

@testable import CommandLine

/// A dialogue whose agent was another `kith pair`, which has ended.
@Suite struct TakeOverTests {
    private static let same = Hosts(shown: "10.0.0.4:6969", others: ["192.168.1.20:6969"])
    private static let moved = Hosts(shown: "192.168.1.20:40000", others: [])

    struct Row: CustomTestStringConvertible {
        let scene: Scene
        let kept: String
        let new: String

        var testDescription: String { scene.rawValue }
    }

    private static let look = "tell(took over: codeKept), look"
    private static let renewed = "starting: tell(took over: newCode), discard, tell(over: cancelled), begin"

    static let rows = [
        Row(
            scene: .starting, kept: "starting: tell(took over: noCode), begin",
            new: "starting: tell(took over: noCode), begin"),
        Row(scene: .waiting, kept: "waiting: \(look)", new: renewed),
        Row(scene: .offering, kept: "waiting: \(look)", new: renewed),
        Row(scene: .asking, kept: "asking: \(look)", new: renewed),
        Row(scene: .conflict, kept: "conflict: \(look)", new: renewed),
        Row(scene: .limit, kept: "limit: \(look)", new: renewed),
        Row(
            scene: .cancelling, kept: "cancelling: tell(took over: noCode)", new: "cancelling: tell(took over: noCode)"),
        Row(scene: .expired, kept: "expired: tell(took over: noCode)", new: "expired: tell(took over: noCode)"),
        Row(scene: .locked, kept: "locked: tell(took over: noCode)", new: "locked: tell(took over: noCode)"),
        Row(
            scene: .registering, kept: "registering: tell(took over: noCode)",
            new: "registering: tell(took over: noCode)"),
        Row(scene: .ended, kept: "ended: ", new: "ended: "),
    ]

    @Test(arguments: rows) func theCodeStaysWhileItsAddressDoes(_ row: Row) {
        for (hosts, expected) in [(Self.same, row.kept), (Self.moved, row.new)] {
            var dialogue = row.scene.dialogue(isSuccessor: true)
            let effects = dialogue.take(.tookOver(hosts), now: row.scene.now)
            #expect("\(dialogue.sketch): \(effects.map(\.sketch).joined(separator: ", "))" == expected)
        }
    }

    @Test func theAddressOfTheCodeIsShown() {
        var dialogue = Scene.waiting.dialogue(isSuccessor: true)
        _ = dialogue.take(.tookOver(Self.same), now: Scene.waiting.now)
        #expect(dialogue.hosts == Hosts(shown: "192.168.1.20:6969", others: ["10.0.0.4:6969"]))
    }

    @Test func aPublicAddressStaysWhileTheHostsDo() {
        let hosts = Hosts(shown: "192.168.1.20:6969", others: [])
        var dialogue = PairDialogue(hosts: hosts, isAttended: true, isSuccessor: true)
        let code = OpenCode(
            id: PairFixture.id, joinURL: "https://kith.example/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA",
            expiresAt: PairFixture.start + .minutes(5), shownAt: PairFixture.start)
        _ = dialogue.take(.began(code), now: PairFixture.start)
        let effects = dialogue.take(.tookOver(hosts), now: PairFixture.start)
        #expect(effects.map(\.sketch) == ["tell(took over: codeKept)", "look"])
    }

    /// It asks again with each beat: the one that stops may hold the lock for some seconds.
    @Test func onlyASuccessorTriesToTakeOver() {
        for isSuccessor in [false, true] {
            var dialogue = Scene.waiting.dialogue(isSuccessor: isSuccessor)
            let (start, take) = (PairFixture.start, isSuccessor ? ["take over"] : [])
            #expect(dialogue.take(.agentSilent, now: start).map(\.sketch) == ["tell(silent)"] + take)
            #expect(dialogue.take(.agentSilent, now: start + .seconds(9)).map(\.sketch) == take)
            #expect(dialogue.take(.agentSilent, now: start + .seconds(10)).map(\.sketch) == ["end(agentNotReachable)"])
        }
    }

    @Test func afterACodeExpiredItTriesToo() {
        for (isSuccessor, expected) in [(false, []), (true, ["take over"])] {
            var dialogue = Scene.expired.dialogue(isSuccessor: isSuccessor)
            #expect(dialogue.take(.tick, now: Scene.expired.now).map(\.sketch) == expected)
        }
    }

    @Test func onceItRunsTheNodeItDoesNotTryAgain() {
        var dialogue = Scene.waiting.dialogue(isSuccessor: true)
        _ = dialogue.take(.agentSilent, now: PairFixture.start)
        _ = dialogue.take(.tookOver(Self.same), now: PairFixture.start)
        let later = PairFixture.start + .seconds(60)
        #expect(dialogue.take(.agentSilent, now: later).map(\.sketch) == ["tell(silent)"])
    }

    @Test func whatStoodInTheWayIsSaidAtTheEnd() {
        var dialogue = Scene.waiting.dialogue(isSuccessor: true)
        _ = dialogue.take(.agentSilent, now: PairFixture.start)
        _ = dialogue.take(.takeOverFailed("port 6969 is taken."), now: PairFixture.start)
        let effects = dialogue.take(.agentSilent, now: PairFixture.start + .seconds(10))
        let text = "the other 'kith pair' has ended, and this one cannot run the node: port 6969 is taken."
        #expect(effects == [.end(CommandFailure(.agentNotReachable, text))])
    }
}
