import Core
import Testing

@testable import LocalNetwork

/// A neighbour that announces an address chooses it, so kith must not follow it to another network.
@Suite struct NeighboursTests {
    /// eth0 is number 2, wlan0 3, docker0 4, wg0 5.
    private static let machine = Machine(
        "a laptop", ["lo", "eth0", "wlan0", "docker0 bridge", "wg0 wireguard tunnel"],
        [
            "lo 127.0.0.1/8", "eth0 192.168.1.2/24", "eth0 fe80::2/64", "eth0 fd00:1::2/64", "wlan0 10.0.0.2/20",
            "docker0 172.17.0.1/16", "wg0 10.9.0.2/24", "eth0 192.168.7.7/32", "wlan0 8.8.4.4/0",
        ], [])

    @Test(
        arguments: [
            ("192.168.1.40", 2, true), ("192.168.1.2", 2, true), ("fe80::40", 2, true), ("fd00:1::40", 2, true),
            ("10.0.15.1", 3, true),
            // Of another interface.
            ("192.168.1.40", 3, false), ("10.0.0.3", 2, false), ("fe80::40", 3, false), ("192.168.1.40", 99, false),
            // Behind a router.
            ("192.168.2.1", 2, false), ("10.0.16.1", 3, false), ("203.0.113.9", 2, false), ("203.0.113.9", 3, false),
            ("2001:db8::1", 2, false), ("fd00:2::1", 2, false),
            // Of this machine, of containers, of a VPN, of nobody.
            ("127.0.0.1", 1, false), ("127.0.0.1", 2, false), ("::1", 2, false), ("172.17.0.2", 4, false),
            ("10.9.0.3", 5, false), ("192.168.7.7", 2, false), ("0.0.0.0", 3, false), ("::", 2, false),
            ("224.0.0.251", 2, false), ("ff02::fb", 2, false),
        ] as [(String, Int32, Bool)])
    func onlyOnTheLink(_ address: String, _ link: Int32, _ isNeighbour: Bool) throws {
        let address = try #require(HostAddress(address))
        #expect(Neighbours(Self.machine.networks).include(address, on: link) == isNeighbour)
    }

    @Test func noneWithoutNetworks() throws {
        #expect(!Neighbours().include(try #require(HostAddress("192.168.1.40")), on: 2))
    }
}
