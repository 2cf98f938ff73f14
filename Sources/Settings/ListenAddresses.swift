public import Core

/// The addresses of this machine that the agent listens on.
public struct ListenAddresses: Hashable, Sendable {
    /// Empty means all.
    public let named: [HostAddress]

    /// All addresses of this machine, IPv4 and IPv6.
    public static let all = ListenAddresses(sockets: [])

    private static let unspecified = [4, 16].compactMap { HostAddress([UInt8](repeating: 0, count: $0)) }
    private static let loopback = ["127.0.0.1", "::1"].compactMap { HostAddress($0) }

    /// Reads the setting. Returns nil for an address that nothing can listen on, and for one that another address
    /// includes.
    init?(_ named: [HostAddress]) {
        guard !named.isEmpty, Set(named).count == named.count, named.allSatisfy({ !$0.isLinkLocalV6 }) else {
            return nil
        }
        let areApart = named.allSatisfy { one in
            one.isUnspecified || !named.contains { $0.isUnspecified && $0.isV4 == one.isV4 }
        }
        guard areApart else { return nil }
        self.init(sockets: named)
    }

    /// From the addresses of sockets: `0.0.0.0` and `::` together mean all.
    init(sockets addresses: [HostAddress]) {
        named = Self.unspecified.allSatisfy(addresses.contains) ? [] : addresses
    }

    /// Whether a connection to this address of the machine reaches the agent.
    public func includes(_ address: HostAddress) -> Bool {
        named.isEmpty || named.contains { $0 == address || $0.isUnspecified && $0.isV4 == address.isV4 }
    }

    /// Whether only this machine can reach them.
    public var areLoopback: Bool { !named.isEmpty && named.allSatisfy(\.isLoopback) }

    /// The address by which this machine reaches the agent.
    public var forThisMachine: HostAddress {
        Self.loopback.first(where: includes) ?? named.first ?? Self.loopback[0]
    }

    /// Whether both mean the same sockets, in any order.
    func isSame(as other: ListenAddresses) -> Bool { Set(named) == Set(other.named) }
}

extension HostAddress {
    /// `0.0.0.0` or `::`, which mean every address of their kind.
    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
    /// An address that is valid on one interface only, so that it needs the interface's name.
    fileprivate var isLinkLocalV6: Bool { !isV4 && bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 }

    /// The form before a port: `127.0.0.1:6969`, `[::1]:6969`.
    public func authority(port: UInt16) -> String { isV4 ? "\(self):\(port)" : "[\(self)]:\(port)" }
}
