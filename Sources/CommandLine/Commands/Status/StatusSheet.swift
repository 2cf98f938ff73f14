import API
import Console
import Core
import HTTPMessage
import JSON

/// The state of a node, for a person: first what needs attention, then how to reach it and who is there.
struct StatusSheet {
    /// What only the machine itself can say.
    struct Machine {
        var avahi: AvahiDaemon
        var service: ServiceInstallation
        var isUnitEnabled: Bool

        static var current: Machine {
            Machine(
                avahi: .onThisMachine, service: .onThisMachine, isUnitEnabled: SystemUnit.isEnabled())
        }
    }

    private static let mostNames = 12

    let status: JSONObject
    let publicURL: String
    let peers: [Peer]
    let machine: Machine
    let times: TimeStyle
    /// What a quick look at the machine found.
    var problems: [Finding] = []

    private var node: JSONObject { status["node"]?.object ?? [:] }
    private var join: JSONObject { status["join"]?.object ?? [:] }
    private var store: JSONObject { status["store"]?.object ?? [:] }

    var headline: String {
        let name = node.text("name")
        if let worst {
            let more = concerns.count - 1
            let rest = more > 0 ? " (and \(more) more)" : ""
            return "'\(name)' is running, but \(worst.what.asError.droppingStop)\(rest)."
        }
        return switch concerns.count {
        case 0: "All is well: '\(name)' is running."
        case 1: "'\(name)' is running, but one thing needs attention:"
        default: "'\(name)' is running, but \(concerns.count) things need attention:"
        }
    }

    /// What a person should do something about.
    var concerns: [(String, String)] {
        let found = problems.filter { $0.severity == .error && !Self.ownRows.contains($0.code) }
        return found.map { ("Problem", "\($0.what) \($0.why) \($0.remedy)".cleaned) }
            + [("Network", network), ("Clock", clock), ("Limit", limit), ("Cookies", openCookies)].filter {
                !$0.1.isEmpty
            }
    }

    /// Findings that another row shows.
    private static let ownRows = ["no_lan_address", "clock_wrong"]

    private var worst: Finding? { problems.first { $0.severity == .error } }

    /// What was not checked, or is unclear.
    private var firewall: String {
        guard let finding = problems.first(where: { $0.code.hasPrefix("firewall_") && $0.severity == .notice }) else {
            return ""
        }
        return finding.code == "firewall_not_checked" && finding.remedy.hasSuffix("sudo kith doctor")
            ? "not checked (needs root): sudo kith doctor" : "\(finding.what) \(finding.remedy)"
    }

    var rows: [(String, String)] {
        let uptime = status["uptime_seconds"]?.integer.map { ", up \(Duration.seconds($0).told)" } ?? ""
        return [
            ("Address", address), ("Online", online), ("Other nodes", otherNodes), ("Advertised", advertised),
            ("At boot", atBoot), ("Firewall", firewall),
            ("Backup", backup), ("Version", status.text("version") + uptime),
        ]
    }

    var details: [(String, String)] {
        [
            ("Node", "\(node.text("name")) (\(node.text("id")))"), ("Listen", list(status["listen"])),
            ("Socket", status.text("control_socket")), ("Units", units),
            ("Pairings", count(store["open_pairings"], "open pairing")), ("Store", figures(of: store)),
            ("Server", server), ("Cookies", cookies["domain"]?.string.map { "for \($0.cleaned)" } ?? ""),
        ]
    }
}

// What a row says.
extension StatusSheet {
    private var network: String {
        guard join.text("host").isEmpty, publicURL.isEmpty else { return "" }
        return """
            this machine has no address on a local network, so no device can reach it. Connect it: the node notices within \
            seconds.
            """
    }

    private var address: String {
        let hosts = [join.text("host")] + (join["others"]?.array?.compactMap { $0.string?.cleaned } ?? [])
        let places = [publicURL] + hosts.filter { !$0.isEmpty }.map { "http://\($0)" }
        let shown = places.filter { !$0.isEmpty }
        guard let first = shown.first else { return "none" }
        let isForThisMachine = publicURL.isEmpty && (hosts[0].hasPrefix("127.") || hosts[0].hasPrefix("[::1]"))
        return first + (isForThisMachine ? ", for this machine only" : "")
            + (shown.count > 1 ? " (also \(shown.dropFirst().joined(separator: ", ")))" : "")
    }

    private var online: String {
        let here = peers.filter { $0.presence == Presence.online.rawValue }.map { "'\($0.name)'" }
        guard !peers.isEmpty else { return "no device is paired yet. To pair one: kith pair" }
        let paired = peers.count == 1 ? "1 device is paired" : "\(peers.count) devices are paired"
        guard !here.isEmpty else { return "nobody (\(paired))" }
        let more = here.count > Self.mostNames ? " and \(here.count - Self.mostNames) more" : ""
        return "\(here.prefix(Self.mostNames).joined(separator: ", "))\(more) (\(paired))"
    }

    private var advertised: String {
        let mdns = status["mdns"]?.object ?? [:]
        let detail = mdns.text("detail")
        switch mdns.text("state") {
        case "published": return "yes" + (detail.isEmpty ? "" : ", as \(detail)")
        case "off": return "no: this node is for this machine only"
        case "waiting": return "no: \(machine.avahi.obstacle(detail)). Pairing by QR code works without it."
        default: return mdns.text("state")
        }
    }

    /// Nothing without them: most homes have one node.
    private var otherNodes: String {
        guard let count = status["sighted_nodes"]?.integer, count > 0 else { return "" }
        return "\(count) (kith nodes)"
    }

    private var atBoot: String {
        let isService = !(status["units"]?.array ?? []).isEmpty
        switch (isService, machine.service, machine.isUnitEnabled) {
        case (true, _, true): return "yes, by systemd (kith.service)"
        case (true, _, false): return "no. To start it with the machine: sudo systemctl enable kith"
        case (false, .done, _):
            return "no: this node was started by hand. The installed service (kith.service) is another node."
        case (false, let service, _):
            let command = service.commands.first ?? ""
            return "no: this node was started by hand. To install the service: \(command)"
        }
    }

    private func list(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap { $0.string?.cleaned }.joined(separator: ", ")
    }

    /// Stopping only the service is undone by the next connection, since systemd goes on listening.
    private var units: String {
        let names = list(status["units"])
        return names.isEmpty ? "" : "\(names); to stop the node, stop all of them"
    }

    private var limit: String {
        let connections = status["connections"]?.object ?? [:]
        guard let limit = connections["limit"]?.integer, let wanted = connections["wanted"]?.integer, limit < wanted
        else { return "" }
        return """
            \(limit) connections instead of \(wanted), since the limit of file descriptors is too low. Raise it with \
            LimitNOFILE= in kith.service, or with ulimit -Hn.
            """
    }

    private func figures(of store: JSONObject) -> String {
        let parts = [
            store.text("path"), store["schema"]?.integer.map { "schema \($0)" },
            store["bytes"]?.integer.map { bytes($0) }, store["last_event_id"]?.integer.map { "last event \($0)" },
        ]
        return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private var backup: String {
        guard store.count > 0 else { return "" }
        return store.moment("last_backup_at").map { times.text($0) } ?? "none yet"
    }

    private var server: String {
        let server = status["server"]?.object ?? [:]
        let parts = [
            ("connections", "connection"), ("web_sockets", "WebSocket"), ("event_streams", "event stream"),
            ("requests", "request"), ("dropped", "dropped stream"),
        ].map { count(server[$0.0], $0.1) }
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private var clock: String {
        guard let wall = status.moment("now"), let trusted = status.moment("trusted_time") else { return "" }
        let difference = wall - trusted
        let size = difference < .zero ? .zero - difference : difference
        guard size > TrustedTime.worthTelling else { return "" }
        return """
            the wall clock is \(size.told) \(difference < .zero ? "behind" : "ahead of") the trusted time \(trusted.text). \
            What has expired by either of them is refused. For six hours, nothing is deleted by the wall clock. If it is \
            wrong, set it.
            """
    }

    private var cookies: JSONObject { status["cookies"]?.object ?? [:] }

    private var openCookies: String {
        guard cookies["insecure"] == true else { return "" }
        let domain = cookies.text("domain")
        return """
            cookies\(domain.isEmpty ? "" : " for \(domain)") are accepted without HTTPS, so anyone on the network can read \
            and use them. To change that, remove insecure_cookies from the settings.
            """
    }

    /// `1 peer`, `2 peers`; empty if there is no number.
    private func count(_ value: JSONValue?, _ noun: String) -> String {
        value?.integer.map { "\($0) \(noun)\($0 == 1 ? "" : "s")" } ?? ""
    }
}

extension String {
    fileprivate var droppingStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
