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

    private static let oldest = (major: 0, minor: 7)

    var findings: [Finding] {
        guard state != "off" else { return [] }
        return daemonFindings + (resolvedAnswers ? [resolved] : []) + (isRenamed ? [collision] : [])
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

    /// Avahi adds a number to a name that another node has.
    private var isRenamed: Bool { state == "published" && !name.isEmpty && detail.hasPrefix(name + " #") }

    private var collision: Finding {
        .notice(
            "name_collision", what: "Another node on this network is called '\(name)' too.",
            why: "This node is announced as '\(detail)'. Paired devices are not affected.",
            remedy: "Choose another name: 'name =' in kith.conf")
    }
}
