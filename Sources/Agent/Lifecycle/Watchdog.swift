/// Decides when the service manager gets a sign of life: after half of its timeout, and only if the store has answered
/// a probe that was sent since the last one.
struct Watchdog {
    typealias Instant = ContinuousClock.Instant

    enum Step: Equatable {
        /// It is too early, or a probe is open.
        case wait
        /// Send the store another probe.
        case ask
        /// Notify the service manager, and probe the store for the next time.
        case feed
    }

    private let interval: Duration
    private var fedAt: Instant

    /// READY=1 was the first sign of life.
    init(_ timeout: Duration, readyAt now: Instant) {
        interval = timeout / 2
        fedAt = now
    }

    /// When to check again. A late answer is checked for every second, or more often for a short timeout.
    func next(after now: Instant) -> Instant {
        let due = fedAt + interval
        return due > now ? due : now + min(.seconds(1), interval / 4)
    }

    mutating func step(_ health: StoreHealth, at now: Instant) -> Step {
        guard now >= fedAt + interval, !health.isOpen else { return .wait }
        guard let good = health.goodAsOf, good >= fedAt, !health.isFailing else { return .ask }
        fedAt = now
        return .feed
    }
}
