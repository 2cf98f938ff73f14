import Synchronization

/// Whether requests can be answered: the node listens, and its store answers. Can be asked from any thread; never waits.
public final class Readiness: Sendable {
    /// An answer is good for that long.
    private static let freshness = Duration.seconds(1)

    private let probe: StoreProbe
    /// A store that has not answered for this long does not answer.
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

    /// As far as the last answer of the store tells; asking makes the next one fresh.
    public var isReady: Bool {
        guard isServing.load(ordering: .relaxed) else { return false }
        let now = ContinuousClock.now
        let health = probe.current
        if !(health.askedAt.map { now - $0 < Self.freshness } ?? false) { probe.ask(at: now) }
        return health.isGood(at: now, patience: patience)
    }
}
