import Console
import Core
import Testing

@testable import CommandLine

@Suite struct PairDialogueTests {
    struct Row: CustomTestStringConvertible {
        let scene: Scene
        let what: String
        let input: PairInput
        var at: Duration = .zero
        let expected: String

        var testDescription: String { "\(scene), \(what)" }
    }

    private static let renewed = "starting: discard, tell(over: cancelled), begin"
    private static let late = """
        waiting: inspect(192.168.1.20 6969), tell(nobody came, try 10.0.0.4:6969), look, look at hosts
        """
    private static let over = "expired: discard, tell(over: expired)"

    private static func rows(_ what: String, _ input: PairInput, _ expected: [(Scene, String)]) -> [Row] {
        var told = Dictionary(uniqueKeysWithValues: expected)
        let rows = Scene.allCases.map { scene in
            // Where nothing is said, nothing happens.
            let expected = told.removeValue(forKey: scene) ?? "\(scene.dialogue().sketch): "
            return Row(scene: scene, what: what, input: input, expected: expected)
        }
        precondition(told.isEmpty)
        return rows
    }

    static let commands =
        rows(
            "n", .key(.character("n")),
            [
                (.waiting, renewed), (.offering, renewed), (.asking, renewed), (.conflict, renewed), (.limit, renewed),
                (.expired, "starting: begin"), (.locked, "starting: begin"),
            ])
        + rows(
            "N", .key(.character("N")),
            [
                (.waiting, renewed), (.offering, renewed), (.asking, renewed), (.conflict, renewed), (.limit, renewed),
                (.expired, "starting: begin"), (.locked, "starting: begin"),
            ])
        + rows("S", .key(.character("S")), [(.conflict, "conflict: verify(same_device)")])
        + rows(
            "n as a line", .line(" n "),
            [
                (.waiting, renewed), (.offering, renewed), (.asking, renewed), (.conflict, renewed), (.limit, renewed),
                (.expired, "starting: begin"), (.locked, "starting: begin"),
            ])
        + rows(
            "a", .key(.character("a")),
            [(.offering, "starting: discard, tell(over: cancelled), begin(10.0.0.4:6969)")])
        + rows(
            "a line a", .line("a"),
            [
                (.waiting, "waiting: look"),
                (.offering, "starting: discard, tell(over: cancelled), begin(10.0.0.4:6969)"),
                (.asking, "asking(not a PIN): tell(no answer)"), (.conflict, "conflict: tell(no answer)"),
                (.limit, "limit: verify()"),
            ])
        + rows("s", .key(.character("s")), [(.conflict, "conflict: verify(same_device)")])
        + rows("k", .key(.character("k")), [(.conflict, "conflict: verify(keep_both)")])
        + rows(
            "a line keep_both", .line("keep_both"),
            [
                (.waiting, "waiting: look"), (.offering, "waiting: look"),
                (.conflict, "conflict: verify(keep_both)"), (.asking, "asking(not a PIN): tell(no answer)"),
                (.limit, "limit: verify()"),
            ])
        + rows(
            "a PIN", .line("123 456"),
            [
                (.waiting, "waiting: look"), (.offering, "waiting: look"), (.asking, "asking: verify(123456)"),
                (.conflict, "conflict: tell(no answer)"), (.limit, "limit: verify()"),
            ])
        + rows(
            "no PIN", .line("12345"),
            [
                (.waiting, "waiting: look"), (.offering, "waiting: look"),
                (.asking, "asking(not a PIN): tell(no answer)"), (.conflict, "conflict: tell(no answer)"),
                (.limit, "limit: verify()"),
            ])
        + rows(
            "an empty line", .line(""),
            [(.limit, "limit: verify()"), (.expired, "starting: begin"), (.locked, "starting: begin")])
        + rows(
            "Enter", .key(.enter),
            [(.limit, "limit: verify()"), (.expired, "starting: begin"), (.locked, "starting: begin")])

    static let ends =
        rows(
            "Ctrl-C", .interrupted,
            [
                (.starting, "ended: end(failed)"), (.waiting, "cancelling: cancel"), (.offering, "cancelling: cancel"),
                (.asking, "cancelling: cancel"), (.conflict, "cancelling: cancel"), (.limit, "cancelling: cancel"),
                (.expired, "ended: end(failed)"), (.locked, "ended: end(failed)"),
            ])
        + rows(
            "Ctrl-D", .key(.end),
            [
                (.starting, "ended: end(failed)"), (.waiting, "cancelling: cancel"), (.offering, "cancelling: cancel"),
                (.asking, "cancelling: cancel"), (.conflict, "cancelling: cancel"), (.limit, "cancelling: cancel"),
                (.expired, "ended: end(failed)"), (.locked, "ended: end(failed)"),
            ])
        + rows(
            "cancelled", .cancelled(refusal: nil),
            [
                (.cancelling, "ended: tell(over: cancelled), end(failed)")
            ])
        + rows("too late to cancel", .cancelled(refusal: "It is in."), [(.cancelling, "ended: end(failed)")])
        + rows("no code", .beginFailed(CommandFailure(.refused, "16 are open.")), [(.starting, "ended: end(refused)")])

    static let looks =
        rows("nobody", .looked(.open(nil), []), [])
        + rows(
            "a device", .looked(.open(PairFixture.phone), []),
            [
                (.waiting, "asking: tell(arrived)"), (.offering, "asking: tell(arrived)"),
            ])
        + rows(
            "registered by somebody else", .looked(.registered(peer: "pe_0000000000001"), []),
            [
                (.waiting, "registering: describe"), (.offering, "registering: describe"),
                (.asking, "registering: describe"), (.conflict, "registering: describe"),
                (.limit, "registering: describe"),
            ])
        + rows(
            "expired", .looked(.failed(reason: "expired"), []),
            [
                (.waiting, over), (.offering, over), (.asking, over), (.conflict, over), (.limit, over),
            ])
        + rows(
            "too many attempts", .looked(.failed(reason: "too_many_attempts"), []),
            openScenes("locked: tell(over: too_many_attempts)"))
        + rows(
            "cancelled by somebody else", .looked(.failed(reason: "cancelled"), []),
            openScenes("ended: tell(over: cancelled), end(failed)"))
        + rows("unknown by now", .looked(.gone, []), openScenes("ended: tell(over: cancelled), end(failed)"))
        + rows("described", .described(PairFixture.peer()), [(.registering, "ended: tell(registered), end(done)")])
        // Nobody has come late where nobody was missed.
        + rows("a firewall", .inspected(PairFixture.firewall), [])
        + rows("not described", .described(nil), [(.registering, "ended: tell(registered), end(done)")])

    private static func openScenes(_ expected: String) -> [(Scene, String)] {
        [Scene.waiting, .offering, .asking, .conflict, .limit].map { ($0, expected) }
    }

    static let answers: [Row] = [
        (VerifyAnswer.registered(peer: "pe_0000000000001", name: "Anna"), "registering: describe"),
        (.wrongPin(attemptsLeft: 4), "asking(wrong, 4 left): tell(wrong, 4 left), look"),
        (.ipConflict(PairFixture.holder), "conflict: tell(conflict)"),
        (.deviceLimit("Full."), "limit: tell(limit)"), (.expired, over),
        (.refused("No."), "ended: discard, tell(over: cancelled), end(refused)"),
    ].flatMap { answer, expected in
        [Scene.asking, .conflict, .limit].map {
            Row(scene: $0, what: "\(answer)", input: .verified(answer), expected: expected)
        }
    }

    static let times: [Row] = [
        Row(scene: .waiting, what: "a beat", input: .tick, expected: "waiting: look, look at hosts"),
        Row(scene: .asking, what: "a beat", input: .tick, expected: "asking: look, look at hosts"),
        Row(scene: .offering, what: "a beat", input: .tick, expected: late),
        Row(scene: .waiting, what: "nearly over", input: .tick, at: .milliseconds(298_999), expected: late),
        Row(scene: .waiting, what: "over", input: .tick, at: .seconds(299), expected: over),
        Row(scene: .asking, what: "over", input: .tick, at: .seconds(299), expected: over),
        Row(scene: .conflict, what: "over", input: .tick, at: .seconds(299), expected: over),
        Row(scene: .limit, what: "over", input: .tick, at: .seconds(299), expected: over),
        Row(scene: .expired, what: "a beat", input: .tick, expected: "expired: "),
        Row(scene: .registering, what: "a beat", input: .tick, expected: "registering: "),
        Row(scene: .ended, what: "a beat", input: .tick, expected: "ended: "),
    ]

    @Test(arguments: commands + ends + looks + answers + times) func goesByTheTable(_ row: Row) {
        var dialogue = row.scene.dialogue()
        let effects = dialogue.take(row.input, now: row.scene.now + row.at)
        #expect("\(dialogue.sketch): \(effects.map(\.sketch).joined(separator: ", "))" == row.expected)
    }
}
