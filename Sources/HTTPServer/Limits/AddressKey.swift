/// The unit of limits by address: an IPv4 address, an on-link IPv6 address, or for other networks a /64 of IPv6,
/// because a client with one address of it has them all.
public struct AddressKey: Hashable, Sendable {
    private enum Kind: UInt8 { case v4, v6, network, ceiling, many }

    /// How many times the limit of one address a whole on-link /64 may use.
    public static let ceilingFactor = 16

    /// All clients behind a proxy. They share one address, and have their own limits elsewhere.
    public static let many = AddressKey(.many, 0, 0)

    private let high: UInt64
    private let low: UInt64
    private let kind: Kind

    private init(_ kind: Kind, _ high: UInt64, _ low: UInt64) {
        self.kind = kind
        self.high = high
        self.low = low
    }

    /// Traps unless there are four or sixteen bytes. An IPv4 address that is mapped into IPv6 becomes an IPv4 address.
    public init(_ address: [UInt8], onLink prefixes: OnLinkPrefixes) {
        precondition(address.count == 4 || address.count == 16, "An address has 4 or 16 bytes")
        let low = Self.number(address.suffix(8))
        let high = address.count == 4 ? 0 : Self.number(address.prefix(8))
        if address.count == 4 {
            self.init(.v4, 0, low)
        } else if high == 0, low >> 32 == 0xFFFF {
            self.init(.v4, 0, low & 0xFFFF_FFFF)
        } else if prefixes.contain(high, low) {
            self.init(.v6, high, low)
        } else {
            self.init(.network, high, 0)
        }
    }

    /// What is charged as well: an on-link address shares the ceiling of its network.
    public var ceiling: AddressKey? { kind == .v6 ? AddressKey(.ceiling, high, 0) : nil }

    static func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The IPv6 networks of this machine's interfaces. Neighbours there are counted by their whole address.
public struct OnLinkPrefixes: Equatable, Sendable {
    private struct Prefix: Equatable {
        let high: UInt64
        let low: UInt64
        let highMask: UInt64
        let lowMask: UInt64
    }

    private var prefixes: [Prefix] = []

    /// Contains only link-local addresses, which are on-link by definition (RFC 4291, 2.5.6), and loopback.
    public init() {
        add([0xFE, 0x80] + [UInt8](repeating: 0, count: 14), length: 10)
        add([UInt8](repeating: 0, count: 15) + [1], length: 128)
    }

    /// Adds a network of sixteen bytes, of which the first `length` bits matter. Traps on anything else.
    public mutating func add(_ network: [UInt8], length: Int) {
        precondition(network.count == 16 && (0...128).contains(length), "A v6 prefix")
        let highMask = Self.mask(min(length, 64))
        let lowMask = Self.mask(max(length - 64, 0))
        let high = AddressKey.number(network.prefix(8)) & highMask
        let low = AddressKey.number(network.suffix(8)) & lowMask
        prefixes.append(Prefix(high: high, low: low, highMask: highMask, lowMask: lowMask))
    }

    /// Whether this is the IPv6 address of a neighbour. Never true for four bytes.
    public func contains(_ address: [UInt8]) -> Bool {
        address.count == 16 && contain(AddressKey.number(address.prefix(8)), AddressKey.number(address.suffix(8)))
    }

    func contain(_ high: UInt64, _ low: UInt64) -> Bool {
        for prefix in prefixes where high & prefix.highMask == prefix.high && low & prefix.lowMask == prefix.low {
            return true
        }
        return false
    }

    /// A shift by 64 gives zero in Swift.
    private static func mask(_ bits: Int) -> UInt64 { ~0 << UInt64(64 - bits) }
}
