import API
import Core
import Settings

/// How devices can reach the node.
struct AddressReading {
    /// Why no address can be in a code. Nil if there is one.
    var obstacle: String?
    var isLoopbackOnly: Bool
    var hasPublicURL: Bool
    /// The networks of this machine with neighbours.
    var networks: [(address: HostAddress, length: Int)]
    /// The last address of each paired device that had one.
    var devices: [HostAddress]
    /// The node listens on other addresses too, and only the address in codes is a loopback address.
    var hasLoopbackCodesOnly = false

    var findings: [Finding] { reach + change }

    private var reach: [Finding] {
        guard !hasPublicURL else { return [] }
        guard !isLoopbackOnly else {
            guard !hasLoopbackCodesOnly else {
                return [
                    .notice(
                        "loopback_only", what: "Codes of this node work only on this machine.",
                        why: "They contain a loopback address, because the setting 'address' names one.",
                        remedy:
                            "To pair phones, remove 'address' from the settings, or start the node without --address.")
                ]
            }
            return [
                .notice(
                    "loopback_only", what: "The node listens on loopback only.",
                    why: "Other devices reach it only through a proxy on this machine.",
                    remedy: "If devices should reach it directly, remove 'listen' from the settings.")
            ]
        }
        guard let obstacle else { return [] }
        return [
            .error(
                "no_lan_address", what: "No device can reach this machine.", why: obstacle.asSentence,
                remedy: "Connect the machine to a network. The node notices it within seconds.")
        ]
    }

    /// A browser keeps the key of a node under the node's address.
    private var change: [Finding] {
        let known = devices.filter { !$0.isLoopback && $0.isV4 }
        guard !hasPublicURL, !isLoopbackOnly, !known.isEmpty, networks.contains(where: { $0.address.isV4 }),
            !known.contains(where: isNear)
        else { return [] }
        return [
            .notice(
                "address_changed", what: "The address of this machine may have changed since devices were paired.",
                why:
                    "None of them was last seen in a network of this machine. A browser keeps its key for one address only.",
                remedy: "Set join_host = name and pair again with: kith pair --peer NAME")
        ]
    }

    private func isNear(_ device: HostAddress) -> Bool {
        networks.contains { network in
            network.address.isV4 && Self.prefix(network.address, network.length) == Self.prefix(device, network.length)
        }
    }

    private static func prefix(_ address: HostAddress, _ length: Int) -> [UInt8] {
        address.bytes.enumerated().map { index, byte in
            byte & ~UInt8(truncatingIfNeeded: 0xFF >> min(max(length - index * 8, 0), 8))
        }
    }
}
