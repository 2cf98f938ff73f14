import API
import Core
import Settings

/// How devices can reach the node.
struct AddressReading {
    /// Why no address can be in a code. Nil if there is one.
    var obstacle: String?
    var isLoopbackOnly: Bool
    var hasPublicURL: Bool
    /// Every address of this machine.
    var addresses: Set<HostAddress>
    var devices: [PairedDevice]
    /// The node listens on other addresses too, and only the address in codes is a loopback address.
    var hasLoopbackCodesOnly = false

    var findings: [Finding] { reach + changes }

    var reach: [Finding] {
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

    /// A browser keeps its key for one address. A machine that has no address at the moment may get the former one back.
    var changes: [Finding] {
        guard !hasPublicURL, !isLoopbackOnly, obstacle == nil else { return [] }
        let lost = devices.compactMap { device in device.lostAddress(among: addresses).map { (device.name, $0) } }
        guard !lost.isEmpty else { return [] }
        var former: [HostAddress] = []
        for (_, address) in lost where !former.contains(address) { former.append(address) }
        let count = lost.count == 1 ? "1 device was" : "\(lost.count) devices were"
        return [
            .notice(
                "address_changed",
                what: "\(count) paired at \(Self.list(former.map(\.description))), which this node no longer has.",
                why: """
                    A browser keeps its key for one address only, so the node does not recognise \
                    \(Self.list(lost.map { "'\($0.0)'" })) at another one.
                    """,
                remedy: """
                    Give this machine that address again. Or set join_host = name, so that codes contain a name that stays, \
                    and pair the device again: kith pair --peer NAME
                    """)
        ]
    }

    private static let mostNamed = 5

    /// `a, b and 3 more`
    private static func list(_ parts: [String]) -> String {
        let more = parts.count - mostNamed
        return listed(more > 1 ? parts.prefix(mostNamed) + ["\(more) more"] : parts)
    }
}

/// A device, and for each of its keys the address of this node at which the key was paired. Nil for a key that was paired
/// at a name, and for one that is older than these records.
struct PairedDevice: Equatable {
    var name: String
    var addresses: [HostAddress?]

    /// The address of its newest key, if the node has none of the addresses of its keys. A key without an address may
    /// still work.
    func lostAddress(among present: Set<HostAddress>) -> HostAddress? {
        let known = addresses.compactMap { $0 }
        guard known.count == addresses.count, present.isDisjoint(with: known) else { return nil }
        return known.last
    }
}
