/// An IPv6 network that this machine shares with neighbours. Each neighbour has its own link address, so each address
/// is counted by itself. For other networks, a whole /64 counts as one address.
public struct OnLinkNetwork: Hashable, Sendable {
    /// Sixteen bytes. Those after the prefix are zero.
    public let bytes: [UInt8]
    /// In bits, 1 to 127.
    public let length: Int

    /// Those of interfaces that are up, in the kernel's order. Without link-local networks, which are on-link by
    /// definition.
    public static func ofThisMachine() -> [OnLinkNetwork] { all(InterfaceEntry.ofThisMachine()) }

    static func all(_ entries: [InterfaceEntry]) -> [OnLinkNetwork] {
        var found: [OnLinkNetwork] = []
        for entry in entries {
            guard let network = OnLinkNetwork(entry), !found.contains(network) else { continue }
            found.append(network)
        }
        return found
    }

    /// Uses the prefix of the address, which an administrator or a router's advertisement has set. A prefix of 128 bits
    /// says nothing about neighbours (DHCPv6 gives those), and one of zero bits would be the whole internet.
    private init?(_ entry: InterfaceEntry) {
        let (address, mask) = (entry.address, entry.mask)
        let length = Self.leadingOnes(mask)
        guard !address.isV4, !address.isLinkLocal, entry.hasNeighbours, mask.count == 16, (1...127).contains(length)
        else { return nil }
        bytes = zip(address.bytes, mask).map { $0 & $1 }
        self.length = length
    }

    private static func leadingOnes(_ mask: [UInt8]) -> Int {
        let whole = mask.prefix { $0 == 0xFF }.count
        return whole * 8 + (whole < mask.count ? (~mask[whole]).leadingZeroBitCount : 0)
    }
}
