/// When the service manager gets its sign of life: at half the time it waits, and only after the store has answered a
/// question that was asked since the last one.
struct Watchdog {
    typealias Instant = ContinuousClock.Instant

    enum Step: Equatable {
        /// It is not time, or an answer is waited for.
        case wait
        /// The store must be asked anew.
        case ask
        /// Tell the service manager, and ask the store for the next time.
        case feed
    }

    private let interval: Duration
    private var fedAt: Instant

    /// READY=1 was the first sign of life.
    init(_ timeout: Duration, readyAt now: Instant) {
        interval = timeout / 2
        fedAt = now
    }

    /// When to look again. An answer that is late is looked for every second, or sooner where there is less time.
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
