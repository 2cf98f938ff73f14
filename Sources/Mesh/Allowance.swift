/// How often something may happen: a few times at once, then once in each interval.
struct Allowance: Hashable, Comparable, Sendable {
    private let most: Int
    private let interval: Duration
    /// When everything that was used is refilled.
    private var fullAt: Duration

    init(_ most: Int, then interval: Duration, at now: Duration) {
        self.most = most
        self.interval = interval
        fullAt = now
    }

    /// Uses one, if there is one.
    mutating func use(at now: Duration) -> Bool {
        guard nextAt(now) <= now else { return false }
        fullAt = max(fullAt, now) + interval
        return true
    }

    /// The one that was used less comes first.
    static func < (left: Allowance, right: Allowance) -> Bool { left.fullAt < right.fullAt }

    /// When there is one again.
    func nextAt(_ now: Duration) -> Duration { max(now, fullAt - interval * (most - 1)) }
}
