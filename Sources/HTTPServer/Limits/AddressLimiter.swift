/// A rate for each address, and for an on-link /64 a ceiling over all its addresses. Ceilings have their own table and
/// are checked first: a network over its ceiling cannot fill the table of addresses.
public struct AddressLimiter: Sendable {
    private var addresses: RateLimiter<AddressKey>
    private var ceilings: RateLimiter<AddressKey>

    /// `rate` is that of one address.
    public init(_ rate: Rate, capacity: Int = 16_384) {
        addresses = RateLimiter(rate, capacity: capacity)
        ceilings = RateLimiter(rate.times(AddressKey.ceilingFactor), capacity: max(capacity / 16, 1))
    }

    /// The number of stored buckets.
    public var count: Int { addresses.count + ceilings.count }

    /// The same as `take`, without taking one.
    public func look(_ key: AddressKey, at now: Duration) -> Admission {
        let above = key.ceiling.map { ceilings.look($0, at: now) } ?? .allowed
        return above == .allowed ? addresses.look(key, at: now) : above
    }

    /// Takes one from both tables, or from neither.
    public mutating func take(_ key: AddressKey, at now: Duration) -> Admission {
        guard let ceiling = key.ceiling else { return addresses.take(key, at: now) }
        let above = ceilings.look(ceiling, at: now)
        guard above == .allowed else { return above }
        let own = addresses.take(key, at: now)
        return own == .allowed ? ceilings.take(ceiling, at: now) : own
    }
}
