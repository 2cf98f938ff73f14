/// A route of the main table that can be used.
///
/// Only the main table: VPNs use others by policy routing, and a VPN is not the local network.
struct NetworkRoute: Equatable {
    /// The interface that it leads through.
    let link: Int32
    var isV4 = true
    /// Whether it is the route to everything else.
    var isDefault = true
    /// A smaller one is better.
    var metric: UInt32 = 0
    /// Four or sixteen bytes. Nil for a network on the interface itself.
    var gateway: [UInt8]?
}

extension NetworkRoute {
    private static let news: UInt16 = 24
    private static let fixedSize = 12
    private static let mainTable: UInt32 = 254
    private static let unicast: UInt8 = 1
    /// RTNH_F_DEAD, RTNH_F_LINKDOWN
    private static let unusable: UInt32 = 0x1 | 0x10
    private static let families: [UInt8: Int] = [2: 4, 10: 16]

    /// From `RTM_NEWROUTE`: one route, or one for each of its next hops. Empty if it is something else, or incomplete.
    static func all(in message: NetlinkMessage) -> [NetworkRoute] {
        let body = message.body
        guard message.type == news, body.count >= fixedSize, let family = body.first, let size = families[family],
            let length = body.integer(UInt8.self, at: 1), let table = body.integer(UInt8.self, at: 4),
            body.integer(UInt8.self, at: 7) == unicast, let flags = body.integer(UInt32.self, at: 8)
        else { return [] }
        let attributes = message.attributes(after: fixedSize)
        guard attributes[15]?.integer(UInt32.self, at: 0) ?? UInt32(table) == mainTable else { return [] }
        let metric = attributes[6]?.integer(UInt32.self, at: 0) ?? 0
        let hops = hops(in: attributes, flags: flags)
        return hops.map { hop in
            NetworkRoute(
                link: hop.link, isV4: size == 4, isDefault: length == 0, metric: metric,
                gateway: hop.gateway.flatMap { $0.count == size || $0.count == 16 ? Array($0) : nil })
        }
    }

    private typealias Hop = (link: Int32, gateway: ArraySlice<UInt8>?)

    private static func hops(in attributes: [UInt16: ArraySlice<UInt8>], flags: UInt32) -> [Hop] {
        guard var rest = attributes[9] else {
            guard flags & unusable == 0, let link = attributes[4]?.integer(Int32.self, at: 0) else { return [] }
            return [(link, gateway(in: attributes))]
        }
        // `struct rtnexthop`: length, flags, hops, interface.
        var found: [Hop] = []
        while let length = rest.integer(UInt16.self, at: 0), let flags = rest.integer(UInt8.self, at: 2),
            let link = rest.integer(Int32.self, at: 4), length >= 8, length <= rest.count
        {
            let more = rest.prefix(Int(length)).dropFirst(8).attributes
            if UInt32(flags) & unusable == 0 { found.append((link, gateway(in: more))) }
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return found
    }

    /// RTA_GATEWAY, or the address in RTA_VIA, which names its family first.
    private static func gateway(in attributes: [UInt16: ArraySlice<UInt8>]) -> ArraySlice<UInt8>? {
        attributes[5] ?? attributes[18]?.dropFirst(2)
    }
}
