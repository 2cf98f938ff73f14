/// A rate for each address, and for an on-link network of 64 bits the ceiling over all its addresses. Ceilings have a
/// table of their own, and are asked first: a network that is over its own fills no table with its addresses.
public struct AddressLimiter: Sendable {
    private var addresses: RateLimiter<AddressKey>
    private var ceilings: RateLimiter<AddressKey>

    /// The rate of one address.
    public init(_ rate: Rate, capacity: Int = 16_384) {
        addresses = RateLimiter(rate, capacity: capacity)
        ceilings = RateLimiter(rate.times(AddressKey.ceilingFactor), capacity: max(capacity / 16, 1))
    }

    /// Buckets held.
    public var count: Int { addresses.count + ceilings.count }

    /// Takes one from both, or from neither.
    public mutating func take(_ key: AddressKey, at now: Duration) -> Admission {
        guard let ceiling = key.ceiling else { return addresses.take(key, at: now) }
        let above = ceilings.look(ceiling, at: now)
        guard above == .allowed else { return above }
        let own = addresses.take(key, at: now)
        return own == .allowed ? ceilings.take(ceiling, at: now) : own
    }
}
