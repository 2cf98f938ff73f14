/// The interfaces, addresses and routes of this machine at one moment.
///
/// Read from the kernel by netlink. Everything that is derived from it is pure.
public struct Networks: Equatable, Sendable {
    let links: [NetworkLink]
    let entries: [InterfaceEntry]
    let routes: [NetworkRoute]

    /// Reads them. What the kernel does not report is absent.
    public static func ofThisMachine() -> Networks {
        Networks(
            links: NetlinkDump.messages(of: .links), addresses: NetlinkDump.messages(of: .addresses),
            routes: NetlinkDump.messages(of: .routes))
    }

    /// From the kernel's answers.
    init(links: [NetlinkMessage], addresses: [NetlinkMessage], routes: [NetlinkMessage]) {
        let links = links.compactMap { NetworkLink($0) }
        let byIndex = Dictionary(links.map { ($0.index, $0) }) { _, last in last }
        self.init(
            links: links, entries: addresses.compactMap { InterfaceEntry($0, of: byIndex) },
            routes: routes.flatMap { NetworkRoute.all(in: $0) })
    }

    init(links: [NetworkLink], entries: [InterfaceEntry], routes: [NetworkRoute]) {
        (self.links, self.entries, self.routes) = (links, entries, routes)
    }

    /// The default gateways, each once.
    var gateways: [[UInt8]] {
        var found: [[UInt8]] = []
        for route in routes where route.isDefault {
            if let gateway = route.gateway, gateway.contains(where: { $0 != 0 }), !found.contains(gateway) {
                found.append(gateway)
            }
        }
        return found
    }

    /// Addresses at which a phone on the local network may reach this machine, the best first.
    var lanAddresses: [InterfaceEntry] {
        let lan = LANLinks(links, addressed: Set(entries.lazy.filter { !$0.address.isLinkLocal }.map(\.link)))
        let connected = Set(links.lazy.filter(\.isConnected).map(\.index))
        return sorted(
            entries.filter { entry in
                let address = entry.address
                return connected.contains(entry.link) && lan.include(entry.link)
                    && !address.isLoopback && !address.isLinkLocal && !address.isCarrierGrade
            })
    }

    /// By interface, then by address: the same networks give the same order on every start.
    func sorted(_ entries: [InterfaceEntry]) -> [InterfaceEntry] {
        let ways = Dictionary(links.map { ($0.index, way(through: $0.index)) }) { first, _ in first }
        let ranked = entries.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            guard one.link == other.link else {
                let (first, second) = (ways[one.link] ?? .none, ways[other.link] ?? .none)
                return first == second ? one.address.interface < other.address.interface : first < second
            }
            return one.rank == other.rank ? left.offset < right.offset : one.rank < other.rank
        }
        return ranked.map(\.element)
    }

    /// An interface with a default route comes first, that of the lower metric before another, and IPv4 before IPv6. Then
    /// those with any gateway: a VPN that has taken the default route leaves a route to its server.
    private func way(through link: Int32) -> Way {
        let own = routes.filter { $0.link == link }
        let best = own.filter(\.isDefault).map { Way(step: $0.isV4 ? 0 : 1, metric: $0.metric) }.min()
        return best ?? (own.contains { $0.gateway != nil } ? Way(step: 2, metric: 0) : .none)
    }

    private struct Way: Comparable {
        let step: Int
        let metric: UInt32

        static let none = Way(step: 3, metric: 0)

        static func < (left: Way, right: Way) -> Bool { (left.step, left.metric) < (right.step, right.metric) }
    }
}

extension InterfaceEntry {
    /// A smaller rank is better. A link-local IPv6 address cannot be used in a URL that a browser opens.
    fileprivate var rank: Int {
        let kind = address.isV4 ? 0 : address.isUniqueLocal ? 1 : 2
        return kind + (isShortLived ? 4 : 0) + (address.isLinkLocal ? 8 : 0)
    }
}
