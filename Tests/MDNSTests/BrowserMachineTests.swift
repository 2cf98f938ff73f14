import Core
import Seeded
import Testing

@testable import MDNS

/// Every input in every state, and long random sequences.
@Suite struct BrowserMachineTests {
    typealias Machine = BrowserMachine

    static let one = Announcement(name: "one", link: 2, isV6: false)
    static let two = Announcement(name: "two", link: 2, isV6: true)

    static func sighting(_ number: Int64 = 1) -> NodeSighting {
        NodeSighting(
            id: NodeID(number: number), name: Name(trusted: "attic"), version: "1", interface: 1,
            place: NodePlace(address: .loopback, link: 2, port: 1))
    }

    /// Where `one` is listed and sighted, and `two` listed only.
    static func machine(_ state: Machine.State) -> Machine {
        var machine = Machine()
        guard state != .off else { return machine }
        _ = machine.take(.clientIsRunning)
        guard state != .resting else {
            _ = machine.take(.browser(.failed))
            return machine
        }
        for input: Machine.Input in [
            .browser(.appeared(one)), .browser(.appeared(two)), .resolver(.resolved(one, sighting())),
        ] { _ = machine.take(input) }
        if state == .watching { _ = machine.take(.browser(.allForNow)) }
        return machine
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let input: Machine.Input
        /// The states in which it does something, and what.
        let effects: [Machine.State: [Machine.Effect]]
        /// The state after it, where it is another.
        let after: [Machine.State: Machine.State]

        var testDescription: String { "\(input)" }
    }

    static let states: [Machine.State] = [.off, .resting, .listing, .watching]
    private static let new = Announcement(name: "new", link: 3, isV6: false)
    private static let unknown = Machine.Effect.report(.unknown(one))

    private static func both(_ effects: Machine.Effect...) -> [Machine.State: [Machine.Effect]] {
        [.listing: effects, .watching: effects]
    }

    static let rows: [Row] = [
        Row(input: .clientIsRunning, effects: [.off: [.browse]], after: [.off: .listing]),
        Row(
            input: .clientIsGone, effects: both(.stopBrowsing, unknown),
            after: [.resting: .off, .listing: .off, .watching: .off]),
        Row(input: .timeIsUp, effects: [.resting: [.browse]], after: [.resting: .listing]),
        Row(input: .browser(.appeared(new)), effects: both(.resolve(new)), after: [:]),
        Row(input: .browser(.appeared(one)), effects: [:], after: [:]),
        Row(
            input: .browser(.disappeared(one)), effects: both(.stopResolving(one), .report(.withdrawn(one))),
            after: [:]),
        Row(input: .browser(.disappeared(two)), effects: both(.stopResolving(two)), after: [:]),
        Row(input: .browser(.disappeared(new)), effects: [:], after: [:]),
        Row(input: .browser(.allForNow), effects: [:], after: [.listing: .watching]),
        Row(
            input: .browser(.failed), effects: both(.stopBrowsing, unknown, .rest(.seconds(1))),
            after: [.listing: .resting, .watching: .resting]),
        Row(
            input: .resolver(.resolved(two, sighting(2))), effects: both(.report(.sighted(two, sighting(2)))),
            after: [:]),
        Row(
            input: .resolver(.resolved(one, sighting(3))), effects: both(.report(.sighted(one, sighting(3)))),
            after: [:]),
        Row(input: .resolver(.resolved(new, sighting())), effects: [:], after: [:]),
        Row(input: .resolver(.resolved(one, nil)), effects: both(unknown), after: [:]),
        // It is still listed: the node is asked by other means.
        Row(input: .resolver(.failed(one)), effects: [:], after: [:]),
        Row(input: .resolver(.failed(two)), effects: [:], after: [:]),
    ]

    @Test(arguments: rows, states)
    func everyInput(_ row: Row, _ state: Machine.State) {
        var machine = Self.machine(state)
        #expect(machine.take(row.input) == row.effects[state] ?? [])
        #expect(machine.state == row.after[state] ?? state)
    }

    /// What was there before avahi-daemon restarted, and says goodbye while it is listed again.
    @Test func aGoodbyeAfterARestart() {
        var machine = Self.machine(.watching)
        #expect(machine.take(.clientIsGone) == [.stopBrowsing, .report(.unknown(Self.one))])
        #expect(machine.take(.clientIsRunning) == [.browse])
        _ = machine.take(.browser(.appeared(Self.one)))
        #expect(
            machine.take(.browser(.disappeared(Self.one)))
                == [.stopResolving(Self.one), .report(.withdrawn(Self.one))])
    }

    @Test func restsLongerEachTime() {
        var machine = Machine()
        _ = machine.take(.clientIsRunning)
        var rests: [Duration] = []
        for _ in 0..<8 {
            for case .rest(let time) in machine.take(.browser(.failed)) { rests.append(time) }
            #expect(machine.take(.timeIsUp) == [.browse])
        }
        #expect(rests == [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
    }

    /// Those beyond the limit are listed again when others have gone.
    @Test func leavesOutWhatIsTooMuch() {
        var machine = Machine()
        _ = machine.take(.clientIsRunning)
        let many = (0..<1_000).map { Announcement(name: "n\($0)", link: 2, isV6: false) }
        // The first ten are of nodes that answer. Of the others, the oldest are replaced.
        let kept = Set(many.prefix(10))
        _ = machine.take(.answering(kept))
        for announcement in many { _ = machine.take(.browser(.appeared(announcement))) }
        #expect(machine.open.count == Machine.mostAnnouncements && machine.hasLeftOut)
        #expect(Set(machine.open.keys) == kept.union(many.suffix(Machine.mostAnnouncements - 10)))
        var browsed = 0
        for announcement in many {
            browsed += machine.take(.browser(.disappeared(announcement))).count { $0 == .browse }
        }
        #expect(browsed == 1 && !machine.hasLeftOut)
    }

    @Test func nothingMakesRoomForMore() {
        var machine = Machine()
        _ = machine.take(.clientIsRunning)
        let many = (0..<300).map { Announcement(name: "n\($0)", link: 2, isV6: false) }
        _ = machine.take(.answering(Set(many)))
        for announcement in many.prefix(Machine.mostAnnouncements) {
            #expect(machine.take(.browser(.appeared(announcement))) == [.resolve(announcement)])
        }
        #expect(machine.take(.browser(.appeared(many[299]))) == [])
    }

    /// Effects fit the world that they meet: one browser, resolvers only within it, no report about what is not sighted.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func effectsFitTheWorld(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let announcements = (0..<4).map { Announcement(name: "n\($0)", link: 2, isV6: $0 % 2 == 0) }
        var machine = Machine()
        var (isBrowsing, resolvers, known) = (false, Set<Announcement>(), Set<Announcement>())
        for step in 0..<400 {
            guard let one = announcements.randomElement(using: &random) else { return }
            let inputs: [Machine.Input] = [
                .clientIsRunning, .clientIsRunning, .clientIsGone, .timeIsUp, .browser(.appeared(one)),
                .browser(.appeared(one)), .browser(.disappeared(one)), .browser(.allForNow), .browser(.failed),
                .resolver(.resolved(one, Self.sighting())), .resolver(.resolved(one, nil)), .resolver(.failed(one)),
            ]
            guard let input = inputs.randomElement(using: &random) else { return }
            for effect in machine.take(input) {
                let isFit =
                    switch effect {
                    case .browse: !isBrowsing && resolvers.isEmpty
                    case .stopBrowsing: isBrowsing
                    case .resolve(let one): isBrowsing && !resolvers.contains(one)
                    case .stopResolving(let one): isBrowsing && resolvers.contains(one)
                    case .report(.sighted(let one, _)): resolvers.contains(one)
                    case .report(.unknown(let one)), .report(.withdrawn(let one)): known.contains(one)
                    case .rest: !isBrowsing
                    }
                #expect(isFit, "seed \(seed), step \(step): \(input) gives \(effect)")
                switch effect {
                case .browse: isBrowsing = true
                case .stopBrowsing: (isBrowsing, resolvers) = (false, [])
                case .resolve(let one): resolvers.insert(one)
                case .stopResolving(let one): resolvers.remove(one)
                case .report(.sighted(let one, _)): known.insert(one)
                case .report(.withdrawn(let one)): known.remove(one)
                case .report(.unknown), .rest: break
                }
            }
            #expect(Set(machine.open.keys) == resolvers)
            #expect((machine.state == .listing || machine.state == .watching) == isBrowsing)
        }
    }
}
