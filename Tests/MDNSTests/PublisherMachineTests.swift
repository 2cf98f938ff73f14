import Testing

@testable import MDNS

/// Every input in every state.
@Suite struct PublisherMachineTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let input: Machine.Input
        /// The states in which it changes something, and how. In all others nothing happens.
        let changes: [NamedState: Outcome]

        var testDescription: String { "\(input)" }
    }

    struct Outcome: Equatable, Sendable {
        let state: Machine.State
        let effects: [Machine.Effect]

        init(_ state: Machine.State, _ effects: Machine.Effect...) { (self.state, self.effects) = (state, effects) }
        init(_ state: Machine.State, all effects: [Machine.Effect]) { (self.state, self.effects) = (state, effects) }
    }

    private static let plan = Machine.Plan.current
    private static let fresh = Machine.Plan(.first)
    private static let moved = plan.on(.onAnotherPort, named: plan.name)
    private static let renamed = plan.on(.renamed, named: "kith on birch (000000)")
    private static let alternative = "kith on alder #5"
    private static let refused = AdvertisingObstacle.refused(code: -1, text: "for a test")

    private static func failed(_ obstacle: AdvertisingObstacle) -> Outcome {
        Outcome(.resting(plan.failed(3), obstacle), .disconnect, .rest(.seconds(4)))
    }

    private static func announced(_ plan: Machine.Plan, collisions: Int = 0) -> Outcome {
        Outcome(.registering(plan, collisions: collisions), .announce(plan.advertisement, name: plan.name))
    }

    private static let owners: [Row] = [
        Row(input: .publish(.first), changes: [.stopped: Outcome(.connecting(fresh), .connect)]),
        Row(
            input: .publish(.onAnotherPort),
            changes: [
                .stopped: Outcome(.connecting(Machine.Plan(.onAnotherPort)), .connect),
                .resting: Outcome(.resting(moved, .noBus)), .connecting: Outcome(.connecting(moved)),
                .settling: Outcome(.settling(moved)), .registering: announced(moved), .published: announced(moved),
            ]),
        Row(
            input: .publish(.renamed),
            changes: [
                .stopped: Outcome(.connecting(Machine.Plan(.renamed)), .connect),
                .resting: Outcome(.resting(renamed, .noBus)), .connecting: Outcome(.connecting(renamed)),
                .settling: Outcome(.settling(renamed)), .registering: announced(renamed),
                .published: announced(renamed),
            ]),
        Row(
            input: .stop,
            changes: [
                .resting: Outcome(.stopped), .connecting: Outcome(.stopped, .disconnect),
                .settling: Outcome(.stopped, .disconnect), .registering: Outcome(.stopped, .disconnect),
                .published: Outcome(.stopped, .disconnect),
            ]),
        Row(input: .timeIsUp, changes: [.resting: Outcome(.connecting(plan), .connect)]),
    ]

    private static let client: [Row] = [
        Row(
            input: .client(.daemonIsAbsent),
            changes: [
                .settling: Outcome(.connecting(plan)), .registering: Outcome(.connecting(plan), .withdraw),
                .published: Outcome(.connecting(plan), .withdraw),
            ]),
        Row(
            input: .client(.hostNameIsOpen),
            changes: [
                .connecting: Outcome(.settling(plan)), .registering: Outcome(.settling(plan), .withdraw),
                .published: Outcome(.settling(plan), .withdraw),
            ]),
        Row(input: .client(.isRunning), changes: [.connecting: announced(plan), .settling: announced(plan)]),
        Row(
            input: .client(.failed(.noDaemon)),
            changes: [
                .connecting: failed(.noDaemon), .settling: failed(.noDaemon), .registering: failed(.noDaemon),
                .published: failed(.noDaemon),
            ]),
    ]

    private static let group: [Row] = [
        Row(input: .group(.established), changes: [.registering: Outcome(.published(plan.failed(0)))]),
        Row(
            input: .group(.collision(alternative: alternative)),
            changes: [
                .registering: announced(plan.named(alternative), collisions: 4),
                .published: announced(plan.named(alternative), collisions: 1),
            ]),
        Row(input: .group(.failed(refused)), changes: [.registering: failed(refused), .published: failed(refused)]),
    ]

    @Test(arguments: owners + client + group, NamedState.allCases)
    func everyInput(_ row: Row, _ named: NamedState) {
        // What is published has not failed since; whatever happens, it starts from none.
        let isPublished = named == .published
        var machine = Machine(isPublished ? named.state(Self.plan.failed(0)) : named.state)
        let before = machine.state
        let effects = machine.take(row.input)
        let expected = row.changes[named] ?? Outcome(before)
        #expect(Outcome(machine.state, all: effects) == (isPublished ? expected.withoutFailures : expected))
    }

    @Test func knowsWhenItsNameWasTaken() {
        var machine = Machine()
        for input: Machine.Input in [.publish(.first), .client(.isRunning), .group(.established)] {
            _ = machine.take(input)
        }
        #expect(machine.alternative == nil)
        _ = machine.take(.group(.collision(alternative: Self.alternative)))
        #expect(machine.alternative == nil)
        _ = machine.take(.group(.established))
        #expect(machine.alternative == Self.alternative)
    }

    @Test func showsHowItGoes() {
        let status = NamedState.allCases.map { Machine($0.state).status }
        #expect(
            status == [
                .off, .waiting(.noBus), .waiting(.noDaemon), .waiting(.settling), .waiting(.settling),
                .published(name: "kith on alder #4"),
            ])
    }
}

extension PublisherMachineTests.Outcome {
    /// Where the plan has failed twice less often.
    fileprivate var withoutFailures: Self {
        switch state {
        case .stopped: self
        case .connecting(let plan): Self(.connecting(plan.failed(0)), all: effects)
        case .settling(let plan): Self(.settling(plan.failed(0)), all: effects)
        case .registering(let plan, let collisions):
            Self(.registering(plan.failed(0), collisions: collisions), all: effects)
        case .published(let plan): Self(.published(plan.failed(0)), all: effects)
        case .resting(let plan, let obstacle):
            Self(.resting(plan.failed(1), obstacle), .disconnect, .rest(.seconds(1)))
        }
    }
}
