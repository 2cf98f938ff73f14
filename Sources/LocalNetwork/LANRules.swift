// Which addresses belong to a local network.

extension InterfaceAddress {
    /// Whether a phone on the local network might reach it.
    var isOnLAN: Bool { !isLoopback && !isLinkLocal && !isCarrierGrade && !isOnVirtualInterface }

    /// 127/8 and ::1: only this machine.
    public var isLoopback: Bool { isV4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }

    /// 169.254/16 and fe80::/10.
    var isLinkLocal: Bool {
        isV4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    /// 100.64/10: used by carriers, and by Tailscale.
    var isCarrierGrade: Bool { isV4 && bytes[0] == 100 && bytes[1] & 0xC0 == 64 }

    /// Containers, virtual machines, tunnels.
    var isOnVirtualInterface: Bool {
        isLoopbackInterface || isContainerBridge || Self.virtualPrefixes.contains { interface.hasPrefix($0) }
    }

    private var isLoopbackInterface: Bool { interface == "lo" }

    /// Docker names its bridges `br-` and twelve hexadecimal digits. `br-lan` is a real network.
    private var isContainerBridge: Bool {
        let digits = interface.dropFirst(3)
        return interface.hasPrefix("br-") && digits.count == 12
            && digits.utf8.allSatisfy { Self.hexDigits.contains($0) }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static let virtualPrefixes = [
        "docker", "veth", "cni", "flannel", "cali", "podman", "lxc", "lxdbr", "incusbr", "virbr", "vnet", "vboxnet",
        "vmnet", "tun", "tap", "wg", "tailscale", "zt", "ppp",
    ]
}
