/// One address of an interface that is up, as the kernel describes it.
struct InterfaceEntry: Equatable {
    let address: InterfaceAddress
    /// As long as the address.
    let mask: [UInt8]
    /// Whether there are neighbours with link addresses: not on loopback, and not on tunnels.
    let hasNeighbours: Bool
    /// The number of the interface.
    var link: Int32 = 0
    /// A temporary IPv6 address, or one that is about to go.
    var isShortLived = false

    /// In the kernel's order. Empty if the kernel does not answer.
    static func ofThisMachine() -> [InterfaceEntry] {
        Networks(
            links: NetlinkDump.messages(of: .links), addresses: NetlinkDump.messages(of: .addresses), routes: []
        ).entries
    }
}

extension InterfaceEntry {
    private static let news: UInt16 = 20
    private static let fixedSize = 8
    private static let sizes: [UInt8: Int] = [2: 4, 10: 16]
    private static let temporary: UInt32 = 0x01
    private static let optimistic: UInt32 = 0x04
    private static let duplicate: UInt32 = 0x08
    private static let deprecated: UInt32 = 0x20
    private static let tentative: UInt32 = 0x40

    /// From `RTM_NEWADDR`. Nil for an interface that is down, for an address that is neither IPv4 nor IPv6, and for one that
    /// cannot be used: another machine has it, or that is not known yet.
    init?(_ message: NetlinkMessage, of links: [Int32: NetworkLink]) {
        let (body, attributes) = (message.body, message.attributes(after: Self.fixedSize))
        guard message.type == Self.news, let family = body.first, let size = Self.sizes[family],
            let length = body.integer(UInt8.self, at: 1), Int(length) <= size * 8,
            let short = body.integer(UInt8.self, at: 2), let index = body.integer(UInt32.self, at: 4),
            let link = links[Int32(truncatingIfNeeded: index)], link.isUp,
            // IFA_LOCAL is the own address where IFA_ADDRESS is that of the other side.
            let bytes = attributes[2] ?? attributes[1], bytes.count == size
        else { return nil }
        let flags = attributes[8]?.integer(UInt32.self, at: 0) ?? UInt32(short)
        // The same bit has another meaning for IPv4: a secondary address.
        if size == 16 {
            guard flags & Self.duplicate == 0, flags & Self.tentative == 0 || flags & Self.optimistic != 0 else {
                return nil
            }
        }
        address = InterfaceAddress(interface: link.name, bytes: Array(bytes))
        mask = (0..<size).map { UInt8(truncatingIfNeeded: 0xFF00 >> min(max(Int(length) - $0 * 8, 0), 8)) }
        hasNeighbours = link.hasNeighbours
        self.link = link.index
        isShortLived = flags & Self.deprecated != 0 || size == 16 && flags & Self.temporary != 0
    }
}
