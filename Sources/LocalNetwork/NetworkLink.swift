/// One interface of this machine, as the kernel describes it.
struct NetworkLink: Equatable {
    let index: Int32
    let name: String
    /// What driver of the kernel made it: `bridge`, `veth`, `wireguard`, `tun`. Nil for hardware, and for loopback.
    var kind: String?
    /// `IFF_UP` and the like.
    var flags: UInt32 = up | running
    /// Whether it carries Ethernet frames, as Wi-Fi does too.
    var isEthernet = true
    /// The bridge, bond or other interface that this one is a port of.
    var master: Int32?
    /// The interface below, of a VLAN or macvlan. The other end, of a veth.
    var lower: Int32?
    /// Whether the interface below is in another network namespace.
    var isLowerElsewhere = false

    static let up: UInt32 = 0x1
    static let loopback: UInt32 = 0x8
    static let pointToPoint: UInt32 = 0x10
    static let running: UInt32 = 0x40
    static let noARP: UInt32 = 0x80

    var isUp: Bool { flags & Self.up != 0 }
    /// Up, and connected: false while the cable is out, or Wi-Fi is not joined.
    var isConnected: Bool { isUp && flags & Self.running != 0 }
    var isLoopback: Bool { flags & Self.loopback != 0 }
    /// Whether there are neighbours with link addresses: not on loopback, and not on tunnels.
    var hasNeighbours: Bool { flags & (Self.loopback | Self.pointToPoint | Self.noARP) == 0 }
}

extension NetworkLink {
    static let news: UInt16 = 16
    static let wirelessAttribute: UInt16 = 11
    static let fixedSize = 16

    /// From `RTM_NEWLINK`. Nil if it is something else, or incomplete.
    init?(_ message: NetlinkMessage) {
        let attributes = message.attributes(after: Self.fixedSize)
        guard message.type == Self.news, let type = message.body.integer(UInt16.self, at: 2),
            let index = message.body.integer(Int32.self, at: 4), let flags = message.body.integer(UInt32.self, at: 8),
            let name = attributes[3]?.text, !name.isEmpty
        else { return nil }
        (self.index, self.name, self.flags) = (index, name, flags)
        // ARPHRD_ETHER, ARPHRD_INFINIBAND
        isEthernet = type == 1 || type == 32
        lower = attributes[5]?.integer(Int32.self, at: 0)
        master = attributes[10]?.integer(Int32.self, at: 0)
        kind = attributes[18]?.attributes[1]?.text
        isLowerElsewhere = attributes[37] != nil
    }
}
