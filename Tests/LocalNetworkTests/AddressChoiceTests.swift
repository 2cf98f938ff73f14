import Core
import Testing

@testable import LocalNetwork

@Suite struct AddressChoiceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let what: String
        let own: [String]
        var route: String?
        var setting = AddressSetting.automatic
        /// The chosen one, then the others; empty for none.
        let result: [String]

        var testDescription: String { what }
    }

    private static let containers = [
        "lo 127.0.0.1", "docker0 172.17.0.1", "veth12ab 172.18.0.1", "br-0123456789ab 172.19.0.1",
        "virbr0 192.168.122.1",
        "cni0 10.42.0.1", "lxcbr0 10.0.3.1", "podman1 10.88.0.1", "tun0 10.8.0.2", "wg0 10.9.0.2",
        "tailscale0 100.101.102.103", "eth9 169.254.7.7", "wwan0 100.64.3.4", "eth9 fe80::1", "lo ::1",
    ]

    private static let automatic: [Case] = [
        Case(what: "one", own: ["eth0 192.168.1.2"], route: "eth0", result: ["192.168.1.2"]),
        Case(
            what: "default route first", own: ["eth0 10.0.0.2", "wlan0 192.168.1.2"], route: "wlan0",
            result: ["192.168.1.2", "10.0.0.2"]),
        Case(
            what: "v4 before v6", own: ["eth0 fd00::2", "eth0 192.168.1.2"], route: "eth0",
            result: ["192.168.1.2", "fd00::2"]),
        Case(what: "v6 alone", own: ["lo ::1", "eth0 fe80::1", "eth0 fd00::2"], route: "eth0", result: ["fd00::2"]),
        Case(
            what: "primary before secondary", own: ["eth0 192.168.1.9", "eth0 192.168.1.2"], route: "eth0",
            result: ["192.168.1.9", "192.168.1.2"]),
        Case(what: "only what is no LAN", own: containers, route: "tun0", result: []),
        Case(
            what: "hidden among them", own: containers + ["enp3s0 192.168.1.2"], route: "docker0",
            result: ["192.168.1.2"]),
        Case(what: "no default route", own: ["lo 127.0.0.1", "eth0 192.168.1.2"], result: ["192.168.1.2"]),
        Case(
            what: "no default route, two", own: ["wlan0 10.0.0.2", "eth0 192.168.1.2"],
            result: ["192.168.1.2", "10.0.0.2"]),
        Case(
            what: "the route's interface has no address", own: ["eth0 192.168.1.2"], route: "eth1",
            result: ["192.168.1.2"]),
        Case(
            what: "a VPN has the route", own: ["tun0 10.8.0.2", "eth0 192.168.1.2"], route: "tun0",
            result: ["192.168.1.2"]),
        Case(
            what: "a carrier has the route", own: ["wwan0 100.72.0.2", "eth0 192.168.1.2"], route: "wwan0",
            result: ["192.168.1.2"]),
        Case(
            what: "a real bridge", own: ["br-lan 192.168.1.2", "br0 10.0.0.2"], route: "br-lan",
            result: ["192.168.1.2", "10.0.0.2"]),
        Case(what: "a public address", own: ["eth0 203.0.113.5"], route: "eth0", result: ["203.0.113.5"]),
        Case(what: "beside CGNAT", own: ["a 100.63.0.1", "b 100.128.0.1"], result: ["100.63.0.1", "100.128.0.1"]),
        Case(what: "only link-local", own: ["eth0 169.254.1.1", "eth0 fe80::1"], route: "eth0", result: []),
        Case(what: "nothing", own: [], result: []),
    ]

    private static let house = containers + ["eth0 192.168.1.2", "wlan0 192.168.1.3"]

    private static let wished: [Case] = [
        Case(
            what: "docker0", own: house, route: "eth0", setting: .interface("docker0"),
            result: ["172.17.0.1", "192.168.1.2", "192.168.1.3"]),
        Case(
            what: "lo", own: house, route: "eth0", setting: .interface("lo"),
            result: ["127.0.0.1", "192.168.1.2", "192.168.1.3"]),
        Case(
            what: "tailscale0", own: house, route: "eth0", setting: .interface("tailscale0"),
            result: ["100.101.102.103", "192.168.1.2", "192.168.1.3"]),
        Case(
            what: "wlan0", own: house, route: "eth0", setting: .interface("wlan0"),
            result: ["192.168.1.3", "192.168.1.2"]),
        Case(
            what: "link-local v4 before v6", own: house, route: "eth0", setting: .interface("eth9"),
            result: ["169.254.7.7", "192.168.1.2", "192.168.1.3"]),
        Case(
            what: "a routable v6 before link-local v4", own: ["e 169.254.1.1", "e fd00::2"], setting: .interface("e"),
            result: ["fd00::2"]),
        Case(what: "loopback alone", own: ["lo 127.0.0.1"], setting: .address([127, 0, 0, 1]), result: ["127.0.0.1"]),
        Case(
            what: "an own address", own: house, route: "eth0", setting: .address([192, 168, 1, 3]),
            result: ["192.168.1.3", "192.168.1.2"]),
        Case(
            what: "a carrier's", own: house, setting: .address([100, 64, 3, 4]),
            result: ["100.64.3.4", "192.168.1.2", "192.168.1.3"]),
    ]

    @Test(arguments: automatic + wished) func chooses(_ test: Case) throws {
        let own = test.own.map(address)
        for addresses in [own, stableShuffle(own)] {
            let choice = try? chooseAddress(from: addresses, defaultRouteInterface: test.route, setting: test.setting)
            #expect((choice.map { [$0.chosen] + $0.others } ?? []).map(\.text) == test.result)
        }
    }

    @Test func saysWhyNot() {
        let own = [address("eth0 192.168.1.2")]
        #expect(throws: NoAddress.noLANAddress) { try chooseAddress(from: [], defaultRouteInterface: nil) }
        #expect(throws: NoAddress.nothingOnInterface("eth1")) {
            try chooseAddress(from: own, defaultRouteInterface: "eth0", setting: .interface("eth1"))
        }
        #expect(throws: NoAddress.notOwnAddress([192, 168, 1, 3])) {
            try chooseAddress(from: own, defaultRouteInterface: "eth0", setting: .address([192, 168, 1, 3]))
        }
    }

    @Test func readsThisMachine() {
        let own = InterfaceAddress.ofThisMachine()
        #expect(own.contains { $0.interface == "lo" && $0.text == "127.0.0.1" })
    }

    /// The interfaces turned round; the order within each stays, as the kernel keeps it.
    private func stableShuffle(_ addresses: [InterfaceAddress]) -> [InterfaceAddress] {
        let names = Set(addresses.map(\.interface)).sorted().reversed()
        return names.flatMap { name in addresses.filter { $0.interface == name } }
    }

    private func address(_ text: String) -> InterfaceAddress {
        let halves = text.split(separator: " ")
        return InterfaceAddress(interface: String(halves[0]), bytes: bytes(String(halves[1])))
    }

    /// Enough of both notations for the cases above.
    private func bytes(_ text: String) -> [UInt8] {
        guard text.contains(":") else { return text.split(separator: ".").compactMap { UInt8($0) } }
        let groups = text.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        let high = text.hasPrefix("::") ? 0 : groups[0]
        let low = groups[groups.count - 1]
        return [UInt8(high >> 8), UInt8(high & 255)] + [UInt8](repeating: 0, count: 12) + [
            UInt8(low >> 8), UInt8(low & 255),
        ]
    }
}
