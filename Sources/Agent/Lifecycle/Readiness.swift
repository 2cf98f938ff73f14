import Synchronization

/// Whether the node can answer requests: it listens, and its store answers. Any thread can read it, and never waits.
public final class Readiness: Sendable {
    /// How long an answer of the store stays valid.
    private static let freshness = Duration.seconds(1)

    private let probe: StoreProbe
    /// How long the store may take to answer.
    private let patience: Duration
    private let isServing = Atomic(false)

    init(_ probe: StoreProbe, patience: Duration = .seconds(5)) {
        self.probe = probe
        self.patience = patience
    }

    func begin() {
        isServing.store(true, ordering: .relaxed)
        probe.ask()
    }

    func end() { isServing.store(false, ordering: .relaxed) }

    /// The result of the last probe. Reading it starts the next probe.
    public var isReady: Bool {
        guard isServing.load(ordering: .relaxed) else { return false }
        let now = ContinuousClock.now
        let health = probe.current
        if !(health.askedAt.map { now - $0 < Self.freshness } ?? false) { probe.ask(at: now) }
        return health.isGood(at: now, patience: patience)
    }
}
