public import Core

/// A network, or one address: `192.168.1.2`, `10.0.0.0/29`, `fd00::/8`. An IPv4 network includes the mapped addresses.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let network: HostAddress
    private let length: Int

    /// Returns nil if the text is not a range, or if bits after the prefix are set: then another prefix may have been
    /// meant.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let network = parts.first.flatMap({ HostAddress(Substring($0)) }), parts.count <= 2 else { return nil }
        let bits = network.bytes.count * 8
        // Digits only: Int would accept a sign.
        guard let length = parts.count == 1 ? bits : UInt8(parts[1]).map(Int.init), length <= bits,
            parts.count == 1 || parts[1] == String(length)
        else { return nil }
        self.network = network
        self.length = length
        guard network.bytes == Self.prefix(of: network.bytes, length) else { return nil }
    }

    /// Whether the range contains the address.
    public func contains(_ address: HostAddress) -> Bool {
        address.isV4 == network.isV4 && Self.prefix(of: address.bytes, length) == network.bytes
    }

    /// Whether it contains more than one address of the network around `address`, which has a prefix of `length` bits.
    public func covers(networkAround address: HostAddress, length other: Int) -> Bool {
        guard address.isV4 == network.isV4, length < network.bytes.count * 8 else { return false }
        let common = min(length, other)
        return Self.prefix(of: address.bytes, common) == Self.prefix(of: network.bytes, common)
    }

    /// The text form. A single address has no length.
    public var description: String {
        length == network.bytes.count * 8 ? "\(network)" : "\(network)/\(length)"
    }

    private static func prefix(of bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}
