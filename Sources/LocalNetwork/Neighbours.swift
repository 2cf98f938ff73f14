public import Core

/// The networks of this machine's LAN interfaces, each with its interface: who is a neighbour, and where.
public struct Neighbours: Equatable, Sendable {
    private struct Network: Equatable {
        let link: Int32
        let bytes: [UInt8]
        let mask: [UInt8]
    }

    private let networks: [Network]

    /// None.
    public init() { networks = [] }

    /// Reads them from the kernel. Without interfaces of containers and tunnels.
    public static func ofThisMachine() -> Neighbours { Neighbours(.ofThisMachine()) }

    init(_ machine: Networks) {
        let lan = LANLinks(
            machine.links, addressed: Set(machine.entries.lazy.filter { !$0.address.isLinkLocal }.map(\.link)))
        networks = machine.entries.compactMap { entry in
            let isWhole = entry.mask.allSatisfy { $0 == 0xFF }, isAll = entry.mask.allSatisfy { $0 == 0 }
            guard entry.hasNeighbours, lan.include(entry.link), !isWhole, !isAll else { return nil }
            return Network(
                link: entry.link, bytes: zip(entry.address.bytes, entry.mask).map { $0 & $1 }, mask: entry.mask)
        }
    }

    /// Whether the address is in a network of this interface, so that no router is needed to reach it.
    public func include(_ address: HostAddress, on link: Int32) -> Bool {
        let bytes = address.bytes
        guard bytes.contains(where: { $0 != 0 }), !address.isLoopback else { return false }
        return networks.contains { network in
            network.link == link && network.bytes.count == bytes.count
                && zip(bytes, network.mask).map { $0 & $1 } == network.bytes
        }
    }
}
