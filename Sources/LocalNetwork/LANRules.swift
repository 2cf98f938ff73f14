// Which addresses and interfaces belong to a local network.

extension InterfaceAddress {
    /// 127/8 and ::1: only this machine.
    public var isLoopback: Bool { isV4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }

    /// 169.254/16 and fe80::/10.
    var isLinkLocal: Bool {
        isV4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    /// 100.64/10: used by carriers, and by Tailscale.
    var isCarrierGrade: Bool { isV4 && bytes[0] == 100 && bytes[1] & 0xC0 == 64 }

    /// fc00::/7: made for a local network, and kept when the provider changes its prefix.
    var isUniqueLocal: Bool { !isV4 && bytes[0] & 0xFE == 0xFC }
}

/// Tells interfaces of a local network from those of containers, virtual machines and VPNs.
///
/// It goes by the kind that the kernel reports, because programs choose names as they like. A VPN may be called `eth1`, and
/// `br0` may be a bridge to the local network or one between virtual machines.
struct LANLinks {
    private let links: [Int32: NetworkLink]
    /// Whether this is a container, which has no hardware: its card is one end of a veth.
    private let isContainer: Bool
    /// Interfaces with addresses. A macvlan above one of them is for containers.
    private let addressed: Set<Int32>

    /// Interfaces above interfaces, at most.
    private static let mostLayers = 8

    init(_ links: [NetworkLink], addressed: Set<Int32>) {
        self.links = Dictionary(links.map { ($0.index, $0) }) { _, last in last }
        isContainer = !links.contains { $0.kind == nil && !$0.isLoopback }
        self.addressed = addressed
    }

    /// Whether devices on a local network may be reached through it.
    func include(_ index: Int32) -> Bool { isLAN(index, Self.mostLayers) }

    private func isLAN(_ index: Int32, _ layers: Int) -> Bool {
        guard layers > 0, let link = links[index], link.isEthernet, link.hasNeighbours else { return false }
        switch link.kind {
        case nil, "dsa": return !link.isOfVirtualMachines
        case "bridge", "bond", "team", "batadv": return hasLANPort(index, layers)
        // All bridges of Open vSwitch have one master, to which the ports belong.
        case "openvswitch":
            return links.values.contains { $0.kind == "openvswitch" && hasLANPort($0.index, layers) }
        case "vlan":
            return link.lower.map { isLAN($0, layers - 1) } ?? false || isCardOfContainer(link)
        case "macvlan", "macvtap", "ipvlan", "ipvtap":
            guard let lower = link.lower, !link.isLowerElsewhere else { return isCardOfContainer(link) }
            return !addressed.contains(lower) && isLAN(lower, layers - 1)
        case "veth", "netkit": return isCardOfContainer(link)
        // Tunnels, VPNs, dummies, and what is not known.
        default: return false
        }
    }

    private func hasLANPort(_ index: Int32, _ layers: Int) -> Bool {
        links.values.contains { $0.master == index && $0.kind != "openvswitch" && isLAN($0.index, layers - 1) }
    }

    /// A container may run containers, too. The ends of their veths have names that programs make.
    private func isCardOfContainer(_ link: NetworkLink) -> Bool {
        isContainer && !Self.namesOfEnds.contains { link.name.hasPrefix($0) }
    }

    private static let namesOfEnds = ["veth", "ve-", "vb-", "cali", "lxc", "cni", "vnet", "tap", "azv", "eni", "gke"]
}

extension NetworkLink {
    /// Two programs bring drivers that report no kind.
    fileprivate var isOfVirtualMachines: Bool { name.hasPrefix("vboxnet") || name.hasPrefix("vmnet") }
}
