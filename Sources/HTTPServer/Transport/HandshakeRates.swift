/// How many TLS handshakes may begin: each costs a signature. A trusted proxy, which stands for many clients, is exempt.
struct HandshakeRates {
    private var ofAddress: AddressLimiter
    private var ofAll: RateLimiter<AddressKey>
    private let rates: (ofAddress: Rate, ofAll: Rate)

    init(_ limits: Server.Limits) {
        rates = (limits.handshakesOfAnAddress, limits.handshakes)
        ofAddress = AddressLimiter(rates.ofAddress, capacity: 4_096)
        ofAll = RateLimiter(rates.ofAll, capacity: 1)
    }

    /// What was counted so far stays, unless the rates are others.
    mutating func change(to limits: Server.Limits) {
        guard rates != (limits.handshakesOfAnAddress, limits.handshakes) else { return }
        self = HandshakeRates(limits)
    }

    /// Takes one from the address and from all together, or from neither.
    mutating func take(_ key: AddressKey?, at now: Duration) -> Bool {
        guard let key, key != .many else { return true }
        guard ofAll.look(.many, at: now) == .allowed, ofAddress.take(key, at: now) == .allowed else { return false }
        return ofAll.take(.many, at: now) == .allowed
    }
}
