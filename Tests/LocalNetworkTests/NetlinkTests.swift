import CLinux
import Glibc
import Seeded
import Testing

@testable import LocalNetwork

/// What the kernel's answers say, and that no bytes lead past their end.
@Suite struct NetlinkTests {
    private static let bridge = Datagram.link(
        3, "br0", [Datagram.attribute(18, Datagram.attribute(1, Array("bridge".utf8) + [0]))])

    @Test func readsLinks() {
        let port = Datagram.link(2, "eth0", [Datagram.attribute(10, Datagram.word(3))])
        let links = NetlinkMessage.all(in: Self.bridge + port).compactMap { NetworkLink($0) }
        #expect(links.map(\.name) == ["br0", "eth0"])
        #expect(links.map(\.index) == [3, 2])
        #expect(links.map(\.kind) == ["bridge", nil])
        #expect(links.map(\.master) == [nil, 3])
        #expect(links.allSatisfy { $0.isEthernet && $0.isConnected && $0.hasNeighbours })
    }

    @Test func readsATunnel() {
        let flags = NetworkLink.up | NetworkLink.running | NetworkLink.pointToPoint | NetworkLink.noARP
        let kind = Datagram.attribute(18, Datagram.attribute(1, Array("wireguard".utf8)))
        let lower = Datagram.attribute(5, Datagram.word(9)) + Datagram.attribute(37, Datagram.word(0))
        let tunnel = Datagram.link(7, "vpn0", [kind, lower], type: 65_534, flags: flags)
        let link = NetlinkMessage.all(in: tunnel).compactMap { NetworkLink($0) }.first
        #expect(link?.kind == "wireguard")
        #expect(link?.isEthernet == false)
        #expect(link?.hasNeighbours == false)
        #expect(link?.lower == 9)
        #expect(link?.isLowerElsewhere == true)
    }

    @Test(
        arguments: [
            (2, [192, 168, 1, 2], 24, 0, "192.168.1.2 ffffff00"),
            // For IPv4 the bit of a temporary address means a secondary one.
            (2, [192, 168, 1, 3], 24, 0x01, "192.168.1.3 ffffff00"),
            (2, [192, 168, 1, 4], 33, 0, nil), (2, [192, 168, 1], 24, 0, nil), (3, [192, 168, 1, 2], 24, 0, nil),
            (10, v6, 64, 0, "fd00::2 ffffffffffffffff0000000000000000"),
            (10, v6, 128, 0x01, "fd00::2 ffffffffffffffffffffffffffffffff short"),
            (10, v6, 0, 0x20, "fd00::2 00000000000000000000000000000000 short"),
            // Another machine has it; that is not known yet; it can be used before that is known.
            (10, v6, 64, 0x08, nil), (10, v6, 64, 0x40, nil),
            (10, v6, 1, 0x44, "fd00::2 80000000000000000000000000000000"),
        ] as [(UInt8, [UInt8], UInt8, UInt32, String?)])
    func readsAddresses(_ family: UInt8, _ bytes: [UInt8], _ length: UInt8, _ flags: UInt32, _ wanted: String?) {
        let links = Networks(links: NetlinkMessage.all(in: Self.bridge), addresses: [], routes: []).links
        let datagram = Datagram.address(3, family, bytes, length, flags)
        let entry = NetlinkMessage.all(in: datagram).compactMap { InterfaceEntry($0, of: [3: links[0]]) }.first
        let text = entry.map { entry in
            let mask = entry.mask.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            return "\(entry.address.text) \(mask)\(entry.isShortLived ? " short" : "")"
        }
        #expect(text == wanted)
    }

    private static let v6: [UInt8] = [0xFD] + [UInt8](repeating: 0, count: 14) + [2]

    @Test func leavesOutAddressesOfInterfacesThatAreDown() {
        var link = NetworkLink(index: 3, name: "eth0")
        link.flags = 0
        let message = NetlinkMessage.all(in: Datagram.address(3, 2, [192, 168, 1, 2], 24, 0))
        #expect(message.compactMap { InterfaceEntry($0, of: [3: link]) } == [])
        #expect(message.compactMap { InterfaceEntry($0, of: [:]) } == [])
    }

    @Test func readsRoutes() {
        let through = Datagram.attribute(4, Datagram.word(2))
        let gateway = Datagram.attribute(5, [192, 168, 1, 1])
        let metric = Datagram.attribute(6, Datagram.word(600))
        let hop: [UInt8] = [16, 0, 0, 0] + Datagram.word(4) + gateway
        let deadHop: [UInt8] = [8, 0, 1, 0] + Datagram.word(5)
        let cases: [([UInt8], [NetworkRoute])] = [
            (
                Datagram.route(attributes: through + gateway + metric),
                [NetworkRoute(link: 2, metric: 600, gateway: [192, 168, 1, 1])]
            ),
            (Datagram.route(attributes: through), [NetworkRoute(link: 2)]),
            (Datagram.route(length: 1, attributes: through), [NetworkRoute(link: 2, isDefault: false)]),
            (Datagram.route(family: 10, attributes: through), [NetworkRoute(link: 2, isV4: false)]),
            (
                Datagram.route(attributes: Datagram.attribute(9, hop + deadHop)),
                [NetworkRoute(link: 4, gateway: [192, 168, 1, 1])]
            ),
            // A VPN's table, by both of its fields; a route that rejects; one whose cable is out; nowhere; no IP.
            (Datagram.route(table: 52, attributes: through), []),
            (Datagram.route(attributes: through + Datagram.attribute(15, Datagram.word(51_820))), []),
            (Datagram.route(type: 7, attributes: through), []), (Datagram.route(flags: 0x10, attributes: through), []),
            (Datagram.route(attributes: gateway), []), (Datagram.route(family: 7, attributes: through), []),
        ]
        for (datagram, wanted) in cases {
            #expect(NetlinkMessage.all(in: datagram).flatMap { NetworkRoute.all(in: $0) } == wanted)
        }
    }

    @Test func namesEachGatewayOnce() {
        let routes = [
            NetworkRoute(link: 1, gateway: [10, 0, 0, 1]), NetworkRoute(link: 2, gateway: [10, 0, 0, 1]),
            NetworkRoute(link: 1, isDefault: false, gateway: [10, 0, 0, 2]),
            NetworkRoute(link: 1, gateway: [0, 0, 0, 0]),
            NetworkRoute(link: 1), NetworkRoute(link: 1, isV4: false, gateway: Self.v6),
        ]
        #expect(Networks(links: [], entries: [], routes: routes).gateways == [[10, 0, 0, 1], Self.v6])
    }

    /// Every cut, and many changed bytes: whatever is read, nothing traps.
    @Test func survivesAnyBytes() {
        let whole =
            Self.bridge + Datagram.address(3, 10, Self.v6, 64, 0)
            + Datagram.route(attributes: Datagram.attribute(9, [16, 0, 0, 0] + Datagram.word(4) + Datagram.word(0)))
        for length in 0...whole.count { read(Array(whole.prefix(length))) }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            read(bytes)
        }
        #expect(NetlinkMessage.all(in: Array(whole.prefix(15))) == [])
        #expect(NetlinkMessage.all(in: [UInt8](repeating: 0, count: 64)) == [])
        #expect(NetlinkMessage.all(in: [UInt8](repeating: 255, count: 64)) == [])
    }

    private func read(_ bytes: [UInt8]) {
        let messages = NetlinkMessage.all(in: bytes)
        let networks = Networks(links: messages, addresses: messages, routes: messages)
        _ = (networks.lanAddresses, networks.gateways, NetworkNews.matters(bytes))
    }

    @Test func aSearchForNetworksIsNoNews() {
        #expect(!NetworkNews.matters(Datagram.link(2, "wlan0", [Datagram.attribute(11, [1])])))
        #expect(NetworkNews.matters(Datagram.link(2, "wlan0", [])))
        #expect(NetworkNews.matters(Datagram.address(2, 2, [10, 0, 0, 1], 24, 0)))
        #expect(!NetworkNews.matters([]))
    }

    @Test func readsThisMachine() {
        let networks = Networks.ofThisMachine()
        #expect(networks.links.contains { $0.name == "lo" && $0.isLoopback && $0.kind == nil })
        #expect(networks.entries.contains { $0.address.text == "127.0.0.1" && $0.mask == [255, 0, 0, 0] })
        #expect(NetlinkDump.messages(of: .links).count == networks.links.count)
    }
}

/// Messages as the kernel writes them.
private enum Datagram {
    static func link(
        _ index: UInt32, _ name: String, _ attributes: [[UInt8]], type: UInt16 = 1,
        flags: UInt32 = NetworkLink.up | NetworkLink.running
    ) -> [UInt8] {
        let fixed = [0, 0] + half(type) + word(index) + word(flags) + word(0)
        return message(16, fixed + attribute(3, Array(name.utf8) + [0]) + attributes.joined())
    }

    static func address(_ index: UInt32, _ family: UInt8, _ bytes: [UInt8], _ length: UInt8, _ flags: UInt32) -> [UInt8]
    {
        message(20, [family, length, 0, 0] + word(index) + attribute(1, bytes) + attribute(8, word(flags)))
    }

    static func route(
        family: UInt8 = 2, length: UInt8 = 0, table: UInt8 = 254, type: UInt8 = 1, flags: UInt32 = 0,
        attributes: [UInt8]
    ) -> [UInt8] {
        message(24, [family, length, 0, 0, table, 0, 0, type] + word(flags) + attributes)
    }

    static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        return half(UInt16(value.count + 4)) + half(type) + value + padding
    }

    static func word(_ number: UInt32) -> [UInt8] { unsafe withUnsafeBytes(of: number) { unsafe Array($0) } }

    private static func half(_ number: UInt16) -> [UInt8] { unsafe withUnsafeBytes(of: number) { unsafe Array($0) } }

    private static func message(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
        word(UInt32(16 + body.count)) + half(type) + half(0) + word(1) + word(0) + body
    }
}
