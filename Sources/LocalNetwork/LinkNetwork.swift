public import Core

/// A network of one of this machine's interfaces, IPv4 or IPv6, with neighbours on it.
public struct LinkNetwork: Hashable, Sendable {
    /// The machine's own address in it.
    public let address: HostAddress
    /// In bits.
    public let length: Int

    /// Those of interfaces that are up, without loopback and tunnels.
    public static func ofThisMachine() -> [LinkNetwork] { all(InterfaceEntry.ofThisMachine()) }

    static func all(_ entries: [InterfaceEntry]) -> [LinkNetwork] {
        var found: [LinkNetwork] = []
        for entry in entries {
            guard let network = LinkNetwork(entry), !found.contains(network) else { continue }
            found.append(network)
        }
        return found
    }

    /// Returns nil for a single address, which says nothing about neighbours.
    private init?(_ entry: InterfaceEntry) {
        let bits = entry.address.bytes.count * 8
        let length = entry.mask.reduce(0) { $0 + $1.nonzeroBitCount }
        guard entry.hasNeighbours, entry.mask.count * 8 == bits, (1..<bits).contains(length),
            let address = HostAddress(entry.address.bytes)
        else { return nil }
        self.address = address
        self.length = length
    }
}
