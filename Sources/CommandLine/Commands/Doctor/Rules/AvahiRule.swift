import API

/// What this machine has for mDNS. Pairing works without it, so nothing here is more than a notice.
struct AvahiReading {
    var daemon: AvahiDaemon
    /// Of `avahi-daemon --version`.
    var version: String?
    /// Whether systemd-resolved answers mDNS too.
    var resolvedAnswers: Bool
    /// What the agent says: empty if none answers.
    var state: String
    var detail: String
    var name: String
    /// The names of the other nodes that the agent sees.
    var others: [String]

    private static let oldest = (major: 0, minor: 7)

    var findings: [Finding] {
        guard state != "off" else { return [] }
        return daemonFindings + (resolvedAnswers ? [resolved] : []) + (isRenamed ? [renamed] : [])
            + (hasNamesake ? [collision] : [])
    }

    private var daemonFindings: [Finding] {
        switch daemon {
        case .missing: [missing("avahi_missing", "avahi-daemon is not installed.", "sudo apt install avahi-daemon")]
        case .stopped:
            [missing("avahi_stopped", "avahi-daemon is not running.", "sudo systemctl enable --now avahi-daemon")]
        case .running where isTooOld:
            [
                missing(
                    "avahi_old", "avahi-daemon \(version ?? "") is too old.",
                    "Update it: sudo apt install avahi-daemon")
            ]
        case .running where state == "waiting":
            [
                missing(
                    "avahi_unreachable", "The agent cannot use avahi-daemon: \(detail).",
                    "sudo systemctl restart dbus avahi-daemon")
            ]
        case .running: []
        }
    }

    private func missing(_ code: String, _ what: String, _ remedy: String) -> Finding {
        .notice(
            code, what: what, why: "This node is not announced on the network. Pairing by QR code works without it.",
            remedy: remedy)
    }

    private var isTooOld: Bool {
        let numbers = (version ?? "").split(separator: " ").last?.split(separator: ".").compactMap { Int($0) } ?? []
        guard numbers.count >= 2 else { return false }
        return (numbers[0], numbers[1]) < (Self.oldest.major, Self.oldest.minor)
    }

    private var resolved: Finding {
        .notice(
            "mdns_by_resolved", what: "systemd-resolved also answers mDNS on this machine.",
            why: "The .local name of this machine and the list of other nodes may not work.",
            remedy: "Set MulticastDNS=no in /etc/systemd/resolved.conf, then: sudo systemctl restart systemd-resolved")
    }

    /// Avahi adds a number to the name of a service that another machine announces. The name has the first characters of the
    /// id, so a node with the same name gets no number.
    private var isRenamed: Bool {
        guard state == "published", let mark = detail.lastIndex(of: "#"), detail[..<mark].hasSuffix(") ") else {
            return false
        }
        let number = detail[mark...].dropFirst()
        return !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    }

    private var renamed: Finding {
        .notice(
            "identity_twice",
            what: "Another machine announces this node too, or one with the same name and a similar id.",
            why: "This node is announced as '\(detail)'. A copy of the state folder causes this.",
            remedy:
                "If the other machine runs a copy of this node's state folder, remove the copy. If not, choose another name: "
                + "'name =' in kith.conf")
    }

    private var hasNamesake: Bool {
        !name.isEmpty && others.contains { $0.lowercased() == name.lowercased() }
    }

    private var collision: Finding {
        .notice(
            "name_collision", what: "Another node on this network is also called '\(name)'.",
            why: "People cannot tell the two apart in lists. Paired devices are not affected.",
            remedy: "Choose another name: 'name =' in kith.conf")
    }
}
