/// A number of uses in a period. They may all come at once.
public struct Rate: Equatable, Sendable {
    let limit: Int
    /// Nanoseconds until one use becomes available again.
    let interval: Int64

    /// At least one use, at least a nanosecond for each, in a day or less. Traps on anything else.
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

/// Whether one more use is within the rate.
public enum Admission: Equatable, Sendable {
    /// It is, and was taken.
    case allowed
    /// Not before this time has passed.
    case refused(retryAfter: Duration)
}

/// A token bucket for each key, in bounded memory.
///
/// A bucket is one number: when it will be full again. Full buckets are not stored, so the table holds only keys that
/// were used within the period. The table is cut into small sets. Nobody outside can know the set of a key, since the
/// hash is seeded at random. If the set of a new key is full, the key takes over the bucket with the smallest debt,
/// *including that debt* (Metwally's Space-Saving). So no key ever gets more than its rate: a key that was displaced,
/// or displaces another, gets a bucket with no smaller debt, however many addresses are used. A new key is refused
/// because of others only while every bucket of its set is spent. That takes as many addresses as the table has places,
/// all at their full rate.
public struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var key: Key
        /// Nanoseconds on the caller's clock.
        var fullAt: Int64
    }

    private static var ways: Int { 8 }

    private let rate: Rate
    /// Sets are empty until a key is used.
    private var sets: [[Bucket]]

    /// Holds that many keys, rounded up to a multiple of eight.
    public init(_ rate: Rate, capacity: Int = 16_384) {
        precondition(capacity > 0, "A limiter holds at least one key")
        self.rate = rate
        sets = Array(repeating: [], count: (capacity + Self.ways - 1) / Self.ways)
    }

    /// How many buckets are stored, including those that are full again.
    public var count: Int { sets.reduce(0) { $0 + $1.count } }

    /// Takes one use, if one is available. `now` is any clock that moves forward. A refusal costs the key nothing.
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

    /// The same without taking a use.
    func look(_ key: Key, at now: Duration) -> Admission {
        let now = now.nanoseconds
        let set = index(of: key)
        let way = sets[set].firstIndex { $0.key == key } ?? indexToTake(in: set, at: now)
        return rate.admission(fullAt: way.map { sets[set][$0].fullAt } ?? now, at: now)
    }

    /// Returns nil if a new bucket can be made.
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
        // A clock that went back must not cause a debt longer than the period.
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
