public import Core

/// A network, or one address: `192.168.1.2`, `10.0.0.0/29`, `fd00::/8`. A v4 network is also that of the mapped addresses.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let network: HostAddress
    private let length: Int

    /// Nil where it is none, and where bits beyond the prefix are set: somebody may have meant another prefix.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let network = parts.first.flatMap({ HostAddress(Substring($0)) }), parts.count <= 2 else { return nil }
        let bits = network.bytes.count * 8
        // Digits alone: Int would take a sign.
        guard let length = parts.count == 1 ? bits : UInt8(parts[1]).map(Int.init), length <= bits,
            parts.count == 1 || parts[1] == String(length)
        else { return nil }
        self.network = network
        self.length = length
        guard network.bytes == Self.prefix(of: network.bytes, length) else { return nil }
    }

    /// Whether the address lies in it.
    public func contains(_ address: HostAddress) -> Bool {
        address.isV4 == network.isV4 && Self.prefix(of: address.bytes, length) == network.bytes
    }

    /// Whether it holds more than one address of the network around `address`, which has a prefix of `length` bits.
    public func covers(networkAround address: HostAddress, length other: Int) -> Bool {
        guard address.isV4 == network.isV4, length < network.bytes.count * 8 else { return false }
        let common = min(length, other)
        return Self.prefix(of: address.bytes, common) == Self.prefix(of: network.bytes, common)
    }

    /// As it is written: an address by itself without a length.
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
