/// So many in a period, which may come at once.
public struct Rate: Equatable, Sendable {
    let limit: Int
    /// Nanoseconds until one comes back.
    let interval: Int64

    /// At least one, in at least a nanosecond each and at most a day; anything else traps.
    public init(_ limit: Int, per period: Duration) {
        precondition(limit > 0 && period <= .seconds(86_400), "A rate is positive, of a day or less")
        self.limit = limit
        interval = period.nanoseconds / Int64(limit)
        precondition(interval > 0, "A rate is at most one a nanosecond")
    }

    func times(_ factor: Int) -> Rate { Rate(limit: limit * factor, interval: interval / Int64(factor)) }

    private init(limit: Int, interval: Int64) {
        self.limit = limit
        self.interval = max(interval, 1)
    }

    var burst: Int64 { interval * Int64(limit) }
}

/// Whether one more is within its rate.
public enum Admission: Equatable, Sendable {
    /// It is, and was taken.
    case allowed
    /// Not before that time is over.
    case refused(retryAfter: Duration)
}

/// A token bucket for each key, in bounded memory.
///
/// A bucket is one number: when it will be full again. Full buckets need no memory, so what is kept are those that spent
/// something within the period. The table is cut into small sets; which one a key belongs to nobody outside can know,
/// since hashing is seeded by chance. A key that finds its set full of others takes over the bucket of the one that owes
/// least, *with what that owes* (Metwally's Space-Saving). So no key ever gets more than its rate: whoever is displaced,
/// or displaces, by however many addresses, comes back to a bucket that owes no less. A newcomer is refused for others
/// only while every bucket of its set is spent, which takes as many addresses as the table has places, all of them
/// going on at their full rate.
public struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var key: Key
        /// Nanoseconds on the caller's clock.
        var fullAt: Int64
    }

    private static var ways: Int { 8 }

    private let rate: Rate
    /// Sets are empty until somebody spends.
    private var sets: [[Bucket]]

    /// Room for that many keys, rounded up to a multiple of eight.
    public init(_ rate: Rate, capacity: Int = 16_384) {
        precondition(capacity > 0, "A limiter has room")
        self.rate = rate
        sets = Array(repeating: [], count: (capacity + Self.ways - 1) / Self.ways)
    }

    /// How many buckets are held, those that have filled up again included.
    public var count: Int { sets.reduce(0) { $0 + $1.count } }

    /// Takes one, if there is one. `now` is any clock that goes forward. A refusal costs nothing.
    public mutating func take(_ key: Key, at now: Duration) -> Admission {
        let now = now.nanoseconds
        let set = index(of: key)
        let way = sets[set].firstIndex { $0.key == key }
        let cheapest = way ?? indexToTake(in: set, at: now)
        let fullAt = cheapest.map { sets[set][$0].fullAt } ?? now
        let admission = rate.admission(fullAt: fullAt, at: now)
        if admission == .allowed { spend(key, in: set, way: cheapest, fullAt: max(fullAt, now)) }
        return admission
    }

    /// The same without taking.
    func look(_ key: Key, at now: Duration) -> Admission {
        let now = now.nanoseconds
        let set = index(of: key)
        let way = sets[set].firstIndex { $0.key == key } ?? indexToTake(in: set, at: now)
        return rate.admission(fullAt: way.map { sets[set][$0].fullAt } ?? now, at: now)
    }

    /// Nil where a new bucket can be made.
    private func indexToTake(in set: Int, at now: Int64) -> Int? {
        let buckets = sets[set]
        guard let least = buckets.indices.min(by: { buckets[$0].fullAt < buckets[$1].fullAt }) else { return nil }
        return buckets.count == Self.ways || buckets[least].fullAt <= now ? least : nil
    }

    private mutating func spend(_ key: Key, in set: Int, way: Int?, fullAt: Int64) {
        let bucket = Bucket(key: key, fullAt: fullAt + rate.interval)
        if let way { sets[set][way] = bucket } else { sets[set].append(bucket) }
    }

    private func index(of key: Key) -> Int {
        var hasher = Hasher()
        hasher.combine(key)
        return Int(UInt(bitPattern: hasher.finalize()) % UInt(sets.count))
    }
}

extension Rate {
    fileprivate func admission(fullAt: Int64, at now: Int64) -> Admission {
        // A clock that went back must not leave a debt longer than the period.
        let owed = min(max(fullAt - now, 0), burst)
        let wait = owed + interval - burst
        return wait <= 0 ? .allowed : .refused(retryAfter: .nanoseconds(wait))
    }
}

extension Duration {
    /// Within 146 years before or after zero, which is more than any clock here shows.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, -4_600_000_000), 4_600_000_000)
        return whole * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
