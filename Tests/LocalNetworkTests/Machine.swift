import CLinux
import Core
import Glibc
import Testing

@testable import LocalNetwork

/// A machine in a few words.
///
/// - A link: `eth0`, with its kind (`wg0 wireguard`) and more: `in br0` (a port of it), `on eth0` (above it), `elsewhere`
///   (above something in another namespace), `down`, `unplugged`, `tunnel` (no Ethernet, no neighbours).
/// - An address: `eth0 192.168.1.2/24`, `short` if it is temporary or deprecated.
/// - A default route: `eth0`, with its metric `eth0 100`. `6` for IPv6, `host` for one that is no default route.
struct Machine: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let networks: Networks
    let setting: AddressSetting
    /// The chosen address, then the others. Empty for none.
    let result: [String]

    init(
        _ what: String, _ links: [String], _ addresses: [String], _ result: [String], routes: [String] = [],
        setting: AddressSetting = .automatic
    ) {
        testDescription = what
        self.result = result
        self.setting = setting
        let names = links.map { String($0.split(separator: " ")[0]) }
        let indices = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($0.element, Int32($0.offset) + 1) })
        let all = links.map { Self.link($0.split(separator: " ").map(String.init), indices) }
        networks = Networks(
            links: all, entries: addresses.map { Self.entry($0.split(separator: " ").map(String.init), all) },
            routes: routes.map { Self.route($0.split(separator: " ").map(String.init), indices) })
    }

    private static func link(_ words: [String], _ indices: [String: Int32]) -> NetworkLink {
        var link = NetworkLink(index: indices[words[0]] ?? 0, name: words[0])
        if words[0] == "lo" { link.flags |= NetworkLink.loopback }
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "in": link.master = rest.popFirst().flatMap { indices[$0] }
            case "on": link.lower = rest.popFirst().flatMap { indices[$0] }
            case "elsewhere": (link.lower, link.isLowerElsewhere) = (2, true)
            case "down": link.flags &= ~(NetworkLink.up | NetworkLink.running)
            case "unplugged": link.flags &= ~NetworkLink.running
            case "tunnel":
                link.flags |= NetworkLink.pointToPoint | NetworkLink.noARP
                link.isEthernet = false
            default: link.kind = word
            }
        }
        return link
    }

    static func entry(_ words: [String], _ links: [NetworkLink]) -> InterfaceEntry {
        let link = links.first { $0.name == words[0] } ?? NetworkLink(index: 0, name: words[0])
        let halves = words[1].split(separator: "/")
        let bytes = bytes(String(halves[0]))
        let length = Int(halves[1]) ?? 0
        return InterfaceEntry(
            address: InterfaceAddress(interface: words[0], bytes: bytes), mask: mask(length, of: bytes.count),
            hasNeighbours: link.hasNeighbours, link: link.index, isShortLived: words.contains("short"))
    }

    private static func route(_ words: [String], _ indices: [String: Int32]) -> NetworkRoute {
        NetworkRoute(
            link: indices[words[0]] ?? 0, isV4: !words.contains("6"), isDefault: !words.contains("host"),
            metric: words.dropFirst().lazy.filter { $0 != "6" }.compactMap { UInt32($0) }.first ?? 0,
            gateway: [10, 0, 0, 1])
    }

    static func mask(_ length: Int, of size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: 0xFF00 >> min(max(length - $0 * 8, 0), 8)) }
    }

    static func bytes(_ text: String) -> [UInt8] {
        let isV4 = !text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isV4 ? 4 : 16)
        precondition(unsafe inet_pton(isV4 ? AF_INET : AF_INET6, text, &bytes) == 1, "\(text) is no address")
        return bytes
    }
}

extension Machine {
    static let all = laptops + vpns + servers + containers + addresses + chosen

    private static let laptops = [
        Machine(
            "a laptop with Wi-Fi and docker", ["lo", "wlan0", "docker0 bridge", "veth1a2b veth in docker0"],
            ["lo 127.0.0.1/8", "lo ::1/128", "wlan0 192.168.1.20/24", "wlan0 fe80::1/64", "docker0 172.17.0.1/16"],
            ["192.168.1.20"], routes: ["wlan0 600"]),
        Machine(
            "cable and Wi-Fi, by metric", ["lo", "wlan0", "eth0"], ["wlan0 192.168.1.3/24", "eth0 192.168.1.2/24"],
            ["192.168.1.2", "192.168.1.3"], routes: ["wlan0 600", "eth0 100"]),
        Machine(
            "the cable is pulled, and its address stays", ["lo", "eth0 unplugged", "wlan0"],
            ["eth0 192.168.1.2/24", "wlan0 192.168.1.3/24"], ["192.168.1.3"], routes: ["eth0 100", "wlan0 600"]),
        Machine(
            "USB tethering", ["lo", "wlan0 unplugged", "usb0"], ["usb0 192.168.42.100/24"], ["192.168.42.100"],
            routes: ["usb0 100"]),
        Machine(
            "in the hotspot of a phone", ["lo", "wlan0"], ["wlan0 172.20.10.2/28"], ["172.20.10.2"],
            routes: ["wlan0 600"]),
        Machine(
            "it is a hotspot itself", ["lo", "wlan0", "eth0"], ["wlan0 10.42.0.1/24", "eth0 192.168.1.2/24"],
            ["192.168.1.2", "10.42.0.1"], routes: ["eth0 100"]),
        Machine(
            "an LTE stick behind CGNAT, and a LAN without a router", ["lo", "eth1", "eth0"],
            ["eth1 100.72.3.4/30", "eth0 192.168.1.2/24"], ["192.168.1.2"], routes: ["eth1 100"]),
        Machine(
            "an LTE modem with a private address", ["lo", "wwan0 tunnel", "wlan0"],
            ["wwan0 10.33.1.2/30", "wlan0 192.168.1.3/24"], ["192.168.1.3"], routes: ["wwan0 50", "wlan0 600"]),
        Machine(
            "PPP by a telephone line", ["lo", "ppp0 ppp tunnel", "eth0"],
            ["ppp0 203.0.113.9/32", "eth0 192.168.1.2/24"], ["192.168.1.2"], routes: ["ppp0"]),
        Machine("only loopback", ["lo"], ["lo 127.0.0.1/8", "lo ::1/128"], []),
        Machine("nothing is plugged in", ["lo", "eth0 unplugged"], ["eth0 192.168.1.2/24"], []),
        Machine("it is down", ["lo", "eth0 down"], ["eth0 192.168.1.2/24"], []),
    ]

    private static let vpns = [
        Machine(
            "wg-quick has all traffic, in its own table", ["lo", "wlan0", "wg0 wireguard tunnel"],
            ["wlan0 192.168.1.20/24", "wg0 10.8.0.2/32"], ["192.168.1.20"], routes: ["wlan0 600"]),
        Machine(
            "WireGuard has the default route", ["lo", "eth0", "wlan0", "vpn0 wireguard tunnel"],
            ["eth0 192.168.9.2/24", "wlan0 192.168.1.20/24", "vpn0 10.8.0.2/32"], ["192.168.1.20", "192.168.9.2"],
            routes: ["vpn0 50", "wlan0 600"]),
        Machine(
            "NordLynx", ["lo", "wlan0", "nordlynx wireguard tunnel"],
            ["wlan0 192.168.1.20/24", "nordlynx 10.5.0.2/16"],
            ["192.168.1.20"], routes: ["nordlynx", "wlan0 600"]),
        Machine(
            "Tailscale", ["lo", "eth0", "tailscale0 tun tunnel"],
            ["eth0 192.168.1.2/24", "tailscale0 100.101.102.103/32", "tailscale0 fd7a:115c:a1e0::1/128"],
            ["192.168.1.2"], routes: ["eth0 100"]),
        Machine(
            "ZeroTier, which looks like Ethernet", ["lo", "ztabcdefgh tun", "eth0"],
            ["ztabcdefgh 10.147.17.5/24", "eth0 192.168.1.2/24"], ["192.168.1.2"]),
        Machine(
            "OpenVPN took the default route", ["lo", "eth0", "wlan0", "tun0 tun tunnel"],
            ["tun0 10.8.0.6/24", "eth0 10.0.0.2/24", "wlan0 192.168.1.20/24"], ["192.168.1.20", "10.0.0.2"],
            routes: ["tun0", "wlan0 600 host"]),
        Machine(
            "a VPN with the name of a card", ["lo", "eth1 tun", "eth2 wireguard tunnel", "eth0"],
            ["eth1 10.1.0.2/24", "eth2 10.2.0.2/24", "eth0 192.168.1.2/24"], ["192.168.1.2"],
            routes: ["eth1", "eth2", "eth0 900"]),
        Machine(
            "tunnels of many kinds",
            [
                "lo", "a sit tunnel", "b gre tunnel", "c gretap", "d vxlan", "e ip6tnl tunnel", "f vti tunnel",
                "g geneve",
                "h ovpn tunnel", "i xfrm tunnel", "j unheard-of",
            ],
            [
                "a 10.0.1.1/24", "b 10.0.2.1/24", "c 10.0.3.1/24", "d 10.0.4.1/24", "e fd00::1/64", "f 10.0.5.1/24",
                "g 10.0.6.1/24", "h 10.0.7.1/24", "i 10.0.8.1/24", "j 10.0.9.1/24",
            ], [], routes: ["c", "j"]),
    ]

    private static let servers = [
        Machine(
            "libvirt", ["lo", "eth0", "virbr0 bridge", "vnet0 tun in virbr0"],
            ["eth0 192.168.1.2/24", "virbr0 192.168.122.1/24"], ["192.168.1.2"], routes: ["eth0 100"]),
        Machine(
            "Proxmox: the bridge has the card", ["lo", "eth0 in vmbr0", "vmbr0 bridge", "tap100i0 tun in vmbr0"],
            ["vmbr0 192.168.1.2/24"], ["192.168.1.2"], routes: ["vmbr0"]),
        Machine(
            "bridges with and without a card",
            [
                "lo", "eth0 in br0", "br0 bridge", "br1 bridge", "tap0 tun in br1", "br2 bridge", "br-lan bridge",
                "eth1 in br-lan",
            ],
            ["br0 192.168.1.2/24", "br1 10.1.0.1/24", "br2 10.2.0.1/24", "br-lan 10.3.0.1/24"],
            ["192.168.1.2", "10.3.0.1"], routes: ["br0", "br1", "br2"]),
        Machine(
            "a bond", ["lo", "eth0 in bond0", "eth1 in bond0", "bond0 bond", "bond1 bond"],
            ["bond0 192.168.1.2/24", "bond1 10.0.0.2/24"], ["192.168.1.2"], routes: ["bond0"]),
        Machine(
            "a VLAN", ["lo", "eth0", "eth0.10 vlan on eth0", "x vlan on d", "d dummy"],
            ["eth0.10 192.168.10.2/24", "x 10.9.0.1/24"], ["192.168.10.2"], routes: ["eth0.10"]),
        Machine(
            "a bridge on a VLAN on a bond",
            ["lo", "eth0 in bond0", "bond0 bond", "bond0.5 vlan on bond0 in vmbr5", "vmbr5 bridge"],
            ["vmbr5 192.168.5.2/24"], ["192.168.5.2"], routes: ["vmbr5"]),
        Machine(
            "Open vSwitch",
            ["lo", "ovs-system openvswitch down", "eth0 in ovs-system", "br0 openvswitch in ovs-system"],
            ["br0 192.168.1.2/24"], ["192.168.1.2"], routes: ["br0"]),
        Machine(
            "Open vSwitch without a card",
            ["lo", "eth0", "ovs-system openvswitch down", "br0 openvswitch in ovs-system", "t tun in ovs-system"],
            ["br0 10.0.0.1/24"], [], routes: ["br0"]),
        Machine(
            "ports of a router", ["lo", "eth0", "lan1 dsa on eth0 in br-lan", "br-lan bridge", "wan dsa on eth0"],
            ["br-lan 192.168.1.1/24", "wan 203.0.113.5/24"], ["203.0.113.5", "192.168.1.1"], routes: ["wan"]),
        Machine(
            "two LANs, no router", ["lo", "eth1", "eth0"], ["eth1 10.0.0.2/24", "eth0 192.168.1.2/24"],
            ["192.168.1.2", "10.0.0.2"]),
        Machine("a lab without a router", ["lo", "eth0"], ["eth0 192.168.77.2/24"], ["192.168.77.2"]),
        Machine(
            "VirtualBox and VMware", ["lo", "eth0", "vboxnet0", "vmnet8"],
            ["eth0 192.168.1.2/24", "vboxnet0 192.168.56.1/24", "vmnet8 172.16.5.1/24"], ["192.168.1.2"]),
        Machine("a dummy", ["lo", "eth0", "dummy0 dummy"], ["dummy0 10.0.0.1/24"], [], routes: ["dummy0"]),
        Machine(
            "above itself, above each other", ["lo", "eth0", "a vlan on a", "b bridge in c", "c bridge in b"],
            ["a 10.0.0.1/24", "b 10.1.0.1/24"], []),
    ]

    private static let containers = [
        Machine(
            "LXC on a bridge of its own", ["lo", "eth0", "lxcbr0 bridge", "vethX veth in lxcbr0 elsewhere"],
            ["eth0 192.168.1.2/24", "lxcbr0 10.0.3.1/24"], ["192.168.1.2"], routes: ["eth0"]),
        Machine(
            "a veth with an address, on a machine with a card", ["lo", "eth0", "lan veth elsewhere"],
            ["eth0 192.168.1.2/24", "lan 10.0.0.1/24"], ["192.168.1.2"], routes: ["lan"]),
        Machine(
            "in a container", ["lo", "eth0 veth elsewhere"], ["eth0 10.0.3.7/24"], ["10.0.3.7"], routes: ["eth0"]),
        Machine(
            "in a container that runs docker",
            ["lo", "eth0 veth elsewhere", "docker0 bridge", "veth77 veth in docker0", "veth78 veth"],
            ["eth0 192.168.1.7/24", "docker0 172.17.0.1/16", "veth78 10.7.0.1/24"], ["192.168.1.7"], routes: ["eth0"]),
        Machine(
            "in a container with a macvlan", ["lo", "eth0 macvlan elsewhere"], ["eth0 192.168.1.7/24"], ["192.168.1.7"]),
        Machine(
            "a macvlan for containers", ["lo", "eth0", "shim macvlan on eth0", "ipv ipvlan on eth0"],
            ["eth0 192.168.1.2/24", "shim 192.168.1.250/32", "ipv 192.168.1.251/32"], ["192.168.1.2"],
            routes: ["eth0"]),
        Machine(
            "the machine itself is on the macvlan", ["lo", "eth0", "mv0 macvlan on eth0"],
            ["eth0 fe80::2/64", "mv0 192.168.1.2/24"], ["192.168.1.2"], routes: ["mv0"]),
    ]

    private static let addresses = [
        Machine(
            "IPv6 only", ["lo", "eth0"],
            [
                "eth0 2001:db8::77/64 short", "eth0 2001:db8::2/64", "eth0 fd00::77/64 short", "eth0 fd00::2/64",
                "eth0 fe80::2/64",
            ],
            ["fd00::2", "2001:db8::2", "fd00::77", "2001:db8::77"], routes: ["eth0 6 1024"]),
        Machine(
            "IPv4 before IPv6", ["lo", "eth0"], ["eth0 fd00::2/64", "eth0 192.168.1.2/24"], ["192.168.1.2", "fd00::2"],
            routes: ["eth0"]),
        Machine(
            "a route of IPv4 before one of IPv6", ["lo", "eth0", "wlan0"],
            ["eth0 fd00::2/64", "wlan0 192.168.1.3/24"], ["192.168.1.3", "fd00::2"],
            routes: ["eth0 6 100", "wlan0 600"]),
        Machine(
            "primary before secondary", ["lo", "eth0"], ["eth0 192.168.1.9/24", "eth0 192.168.1.2/24"],
            ["192.168.1.9", "192.168.1.2"], routes: ["eth0"]),
        Machine("a public address", ["lo", "eth0"], ["eth0 203.0.113.5/24"], ["203.0.113.5"]),
        Machine(
            "beside CGNAT", ["lo", "a", "b"],
            ["a 100.63.0.1/24", "a 100.64.0.1/24", "b 100.127.0.1/24", "b 100.128.0.1/24"],
            ["100.63.0.1", "100.128.0.1"]),
        Machine("only link-local", ["lo", "eth0"], ["eth0 169.254.1.1/16", "eth0 fe80::1/64"], [], routes: ["eth0"]),
        Machine("nothing", [], [], []),
    ]

    private static func house(_ what: String, _ setting: AddressSetting, _ result: [String]) -> Machine {
        Machine(
            "named: \(what)",
            ["lo", "docker0 bridge", "tailscale0 tun tunnel", "eth9", "eth0", "wlan0 unplugged", "e"],
            [
                "lo 127.0.0.1/8", "docker0 172.17.0.1/16", "tailscale0 100.101.102.103/32", "eth9 fe80::1/64",
                "eth9 169.254.7.7/16", "eth0 192.168.1.2/24", "wlan0 192.168.1.3/24", "e 169.254.1.1/16",
                "e fd00::2/64",
            ],
            result, routes: ["eth0"], setting: setting)
    }

    private static let chosen = [
        house("docker0", .interface("docker0"), ["172.17.0.1", "192.168.1.2", "fd00::2"]),
        house("lo", .interface("lo"), ["127.0.0.1", "192.168.1.2", "fd00::2"]),
        house("tailscale0", .interface("tailscale0"), ["100.101.102.103", "192.168.1.2", "fd00::2"]),
        house("a card without a network", .interface("wlan0"), ["192.168.1.3", "192.168.1.2", "fd00::2"]),
        house("link-local IPv4 before IPv6", .interface("eth9"), ["169.254.7.7", "192.168.1.2", "fd00::2"]),
        house("a routable IPv6 before link-local IPv4", .interface("e"), ["fd00::2", "192.168.1.2"]),
        house("an own address", .address([192, 168, 1, 3]), ["192.168.1.3", "192.168.1.2", "fd00::2"]),
        house("Tailscale's", .address([100, 101, 102, 103]), ["100.101.102.103", "192.168.1.2", "fd00::2"]),
        house("loopback", .address([127, 0, 0, 1]), ["127.0.0.1", "192.168.1.2", "fd00::2"]),
    ]
}
