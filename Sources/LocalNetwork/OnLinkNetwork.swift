/// A v6 network that this machine shares with neighbours, each known by a link address of its own. So one of them is one
/// address, where from farther away a whole network of 64 bits is.
public struct OnLinkNetwork: Hashable, Sendable {
    /// Sixteen; those beyond the prefix are zero.
    public let bytes: [UInt8]
    /// In bits, 1 to 127.
    public let length: Int

    /// Of the interfaces that are up, in the kernel's order. Link-local networks, which are on-link by their nature, are
    /// not among them.
    public static func ofThisMachine() -> [OnLinkNetwork] { all(InterfaceEntry.ofThisMachine()) }

    static func all(_ entries: [InterfaceEntry]) -> [OnLinkNetwork] {
        var found: [OnLinkNetwork] = []
        for entry in entries {
            guard let network = OnLinkNetwork(entry), !found.contains(network) else { continue }
            found.append(network)
        }
        return found
    }

    /// Goes by the prefix of the address, which is what an administrator, or a router's announcement, has said of the
    /// link. One of 128 bits says nothing of neighbours (DHCPv6 gives those), and one of none would be the whole world.
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
