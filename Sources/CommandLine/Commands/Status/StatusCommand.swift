import Console
import Core
import HTTPMessage
import JSON

enum StatusCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "status", summary: "how the agent is", usage: ["status [--json]"],
        about: [
            "Tells how the agent is reached, what it stores, and who is connected. Ends with 3 where no agent answers."
        ],
        options: [("--json", "for programs")],
        examples: [("kith status --json | jq .join.host", "the address that stands in codes")])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        let status = try client.object(.get, "/v1/status")
        guard !asJSON else { return Terminal.json(status) }
        StatusSheet.lines(status, times: .forReader()).forEach { Terminal.line($0) }
        let store = status["store"]?.object ?? [:]
        if store["live_peers"]?.integer == 0, let hint = TrialNode.hint(forServiceAt: store.text("path")) {
            Terminal.line(hint)
        }
    }
}

/// The state of an agent, for a person.
enum StatusSheet {
    static func lines(_ status: JSONObject, times: TimeStyle) -> [String] {
        let node = status["node"]?.object ?? [:]
        let uptime = status["uptime_seconds"]?.integer.map { ", up \(Duration.seconds($0).told)" } ?? ""
        let rows = [
            ("Node", "\(node.text("name")) (\(node.text("id")))"), ("Version", status.text("version") + uptime),
            ("Address", address(status["join"]?.object ?? [:])), ("Listen", list(status["listen"])),
            ("Socket", status.text("control_socket")), ("Units", units(status["units"])),
            ("Peers", count(status["store"]?.object?["live_peers"], "live peer")),
            ("Pairings", count(status["store"]?.object?["open_pairings"], "open pairing")),
            ("Store", store(status["store"]?.object ?? [:])),
            ("Backup", backup(status["store"]?.object ?? [:], times)),
            ("Server", server(status["server"]?.object ?? [:])),
            ("Limit", limit(status["connections"]?.object ?? [:])), ("mDNS", mdns(status["mdns"]?.object ?? [:])),
            ("Clock", clock(status)), ("Cookies", cookies(status["cookies"]?.object ?? [:])),
        ]
        return rows.filter { !$0.1.isEmpty }.map { "\($0.0.padded(to: 10))\($0.1)" }
    }

    private static func address(_ join: JSONObject) -> String {
        guard !join.text("host").isEmpty else { return "none on a local network, so no phone can reach this node" }
        let others = join["others"]?.array?.compactMap { $0.string?.cleaned } ?? []
        return join.text("host") + (others.isEmpty ? "" : " (also \(others.joined(separator: ", ")))")
    }

    private static func list(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap { $0.string?.cleaned }.joined(separator: ", ")
    }

    /// Stopping the service only is undone by the next connection, since systemd goes on listening.
    private static func units(_ value: JSONValue?) -> String {
        let names = list(value)
        return names.isEmpty ? "" : "\(names); to stop the node, stop all of them"
    }

    /// Only where it is not what the setting says.
    private static func limit(_ connections: JSONObject) -> String {
        guard let limit = connections["limit"]?.integer, let wanted = connections["wanted"]?.integer, limit < wanted
        else { return "" }
        return """
            \(limit) connections instead of \(wanted), since the limit of file descriptors is too low; raise it with \
            LimitNOFILE= in kith.service, or with ulimit -Hn
            """
    }

    private static func store(_ store: JSONObject) -> String {
        let parts = [
            store.text("path"), store["schema"]?.integer.map { "schema \($0)" },
            store["bytes"]?.integer.map { bytes($0) }, store["last_event_id"]?.integer.map { "last event \($0)" },
        ]
        return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func backup(_ store: JSONObject, _ times: TimeStyle) -> String {
        guard store.count > 0 else { return "" }
        return store.moment("last_backup_at").map { times.text($0) } ?? "none yet"
    }

    private static func server(_ server: JSONObject) -> String {
        let parts = [
            ("connections", "connection"), ("web_sockets", "WebSocket"), ("event_streams", "event stream"),
            ("requests", "request"), ("dropped", "dropped stream"),
        ].map { count(server[$0.0], $0.1) }
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Empty while there is nothing to know of it.
    private static func clock(_ status: JSONObject) -> String {
        guard let wall = status.moment("now"), let trusted = status.moment("trusted_time") else { return "" }
        let difference = wall - trusted
        let size = difference < .zero ? .zero - difference : difference
        guard size > TrustedTime.worthTelling else { return "" }
        return """
            the wall clock is \(size.told) \(difference < .zero ? "behind" : "ahead of") the trusted time \(trusted.text). \
            What has ended by either is refused. Nothing is deleted by the wall clock until it has stood for six hours.
            """
    }

    private static func mdns(_ mdns: JSONObject) -> String {
        let detail = mdns.text("detail")
        return mdns.text("state") + (detail.isEmpty ? "" : ": \(detail)")
    }

    private static func cookies(_ cookies: JSONObject) -> String {
        let domain = cookies.text("domain")
        let warning =
            "they count without TLS, too, where everybody on the network can read and use them (insecure_cookies)"
        let parts = [domain.isEmpty ? "" : "for \(domain)", cookies["insecure"] == true ? warning : ""]
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// `1 peer`, `2 peers`; empty where the number is not told.
    private static func count(_ value: JSONValue?, _ noun: String) -> String {
        value?.integer.map { "\($0) \(noun)\($0 == 1 ? "" : "s")" } ?? ""
    }
}

/// `512 bytes`, `4.2 KB`, `1.0 MB`.
func bytes(_ count: Int64) -> String {
    guard count >= 1_000 else { return "\(count) bytes" }
    var (tenths, unit) = (count / 100, 0)
    while tenths >= 10_000, unit < 3 { (tenths, unit) = (tenths / 1_000, unit + 1) }
    return "\(tenths / 10).\(tenths % 10) \(["KB", "MB", "GB", "TB"][unit])"
}
