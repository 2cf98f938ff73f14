import Console
import Core
import Seeded
import Testing

@testable import CommandLine

/// Anything in any order, and what must hold all the same.
@Suite struct PairWalkTests {
    @Test func whateverHappens() {
        for seed in UInt64(0)..<2_000 {
            var generator = SeededGenerator(seed: seed)
            var walk = Walk(
                isAttended: Bool.random(using: &generator), isSuccessor: Bool.random(using: &generator))
            for _ in 0..<40 { walk.step(using: &generator) }
            #expect(walk.faults == [], "seed \(seed)")
        }
    }
}

/// One walk, with an agent that answers at random.
private struct Walk {
    private var dialogue: PairDialogue
    private var now = PairFixture.start
    private var begun = 0
    /// Codes that were reported as started and not yet as ended.
    private var told: Set<String> = []
    private var ends = 0
    private(set) var faults: [String] = []

    init(isAttended: Bool, isSuccessor: Bool) {
        dialogue = PairDialogue(
            hosts: Hosts(shown: "one", others: ["two"]), isAttended: isAttended, isSuccessor: isSuccessor)
        for effect in dialogue.opening { perform(effect) }
    }

    mutating func step(using generator: inout SeededGenerator) {
        now = now + .milliseconds(.random(in: 0...20_000, using: &generator))
        take(Self.inputs.randomElement(using: &generator) ?? .tick)
    }

    private static let inputs: [PairInput] = [
        .tick, .noAddress, .hosts(Hosts(shown: "", others: [])),
        .hosts(Hosts(shown: "192.168.1.20:6969", others: ["two"])),
        .hosts(Hosts(shown: "three", others: [])), .inspected(nil), .inspected(PairFixture.firewall),
        .key(.character("n")), .key(.character("a")),
        .key(.character("s")), .key(.character("1")), .key(.enter),
        .key(.end), .line("123456"), .line("x"), .inputEnded, .interrupted, .looked(.open(nil), []),
        .looked(.open(PairFixture.phone), []), .looked(.open(PairFixture.phone), [PairFixture.event("second_claim")]),
        .looked(.registered(peer: "pe_1"), []), .looked(.failed(reason: "cancelled"), []), .agentSilent,
        .verified(.wrongPin(attemptsLeft: 3)), .verified(.registered(peer: "pe_1", name: "x")),
        .verified(.ipConflict(PairFixture.holder)), .verified(.deviceLimit("full")), .verified(.expired),
        .cancelled(refusal: nil), .described(nil), .tookOver(Hosts(shown: "one", others: ["two"])),
        .tookOver(Hosts(shown: "192.168.1.20:6969", others: [])), .takeOverFailed("the port is taken."),
    ]

    private mutating func take(_ input: PairInput) {
        let wasOver = ends > 0
        let effects = dialogue.take(input, now: now)
        if wasOver, !effects.isEmpty { faults.append("\(effects.map(\.sketch)) after the end") }
        for effect in effects { perform(effect) }
        if dialogue.typed.count > PairDialogue.longestTyped { faults.append("too much is kept of what is typed") }
    }

    private mutating func perform(_ effect: PairEffect) {
        switch effect {
        case .begin:
            begun += 1
            take(.began(PairFixture.code("pr_\(begun)", at: now)))
        case .tell(.code(let code)): told.insert(code.id)
        case .tell(.moved(let code)), .tell(.backOnNetwork(let code)):
            if code != dialogue.code { faults.append("\(code.joinURL) is shown, and is not the code") }
            if dialogue.isOffNetwork { faults.append("a code is shown without a network") }
        case .tell(.over(let id, _)), .tell(.registered(let id, _)):
            if told.remove(id) == nil { faults.append("\(effect.sketch) of \(id), which is not open") }
        case .verify(let id, _, _), .look(let id), .cancel(let id):
            if id != dialogue.pairing {
                faults.append("\(effect.sketch) of \(id), not of \(dialogue.pairing ?? "none")")
            }
        case .end(let failure):
            ends += 1
            if ends > 1 { faults.append("it ends twice") }
            if failure == nil, !told.isEmpty { faults.append("it ends well, and \(told) are open") }
        case .lookAtHosts, .discard, .describe, .inspectFirewall, .record, .takeOver, .tell: break
        }
        if told.count > 1 { faults.append("two codes are open: \(told)") }
    }
}
