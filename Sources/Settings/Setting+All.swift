import Core
import Logging

/// Settings that belong together.
public struct SettingGroup: Sendable {
    /// The heading in the sample file and in the docs.
    public let title: String
    /// In the order of both.
    public let settings: [Setting]
}

extension Setting {
    /// All settings.
    public static let all = groups.flatMap(\.settings)

    /// The names of those that an empty text is a value of.
    static let emptiable = Set(all.filter(\.mayBeEmpty).map(\.name))

    /// The same in groups.
    public static let groups: [SettingGroup] = [
        SettingGroup(title: "The node", settings: node), SettingGroup(title: "The network", settings: network),
        SettingGroup(title: "Pairing and devices", settings: pairing),
        SettingGroup(title: "Connections", settings: connections), SettingGroup(title: "Records", settings: records),
    ]

    private static let node: [Setting] = [
        Setting(
            maybe: "name", \.name, .name, "The name of this node.", .whileRunning, usual: "the host name"),
        Setting(
            "state", \.stateFolder, .path, "The folder with the database, the identity key and the backups.",
            usual: "/var/lib/kith", kind: .path),
        Setting(
            "socket", \.controlSocket, .path, "The control socket, by which operators reach the agent.",
            usual: "/run/kith/control.sock", kind: .path),
        Setting(
            maybe: "templates", \.templates, .path, "A folder with pages that replace the built-in ones.",
            usual: "the built-in pages", kind: .path),
    ]

    private static let network: [Setting] = [
        Setting("port", \.port, .port, "The port. 0 means any free port."),
        Setting("listen", \.listen, .listenAddresses, "The addresses to listen on.", usual: "all"),
        Setting(
            "address", \.address, .ownAddress, "The address of this machine that codes contain.",
            usual: "the address of the default route", slot: "address"),
        Setting(
            "interface", \.address, .interface, "The interface whose address codes contain.",
            usual: "the interface of the default route", slot: "address"),
        Setting(
            "join_host", \.joinHost, .joinHost,
            "What codes contain: the node's address, or its .local name, which stays when the address changes.",
            .whileRunning),
        Setting(
            maybe: "public_url", \.publicURL, .publicURL,
            "The URL of this node, behind a proxy or with its own certificate. Codes then contain it.",
            usual: "none"),
        Setting(
            maybe: "tls_certificate", \.tlsCertificate, .path,
            "The certificate of this node for HTTPS, and its chain: a PEM file. Needs tls_key.", .whileRunning,
            usual: "none", kind: .path),
        Setting(
            maybe: "tls_key", \.tlsKey, .path, "The private key of tls_certificate: a PEM file.", .whileRunning,
            usual: "none", kind: .path),
        Setting(
            "tls_trusted", \.tlsTrusted, .yesOrNo,
            "The devices trust tls_certificate, although this machine does not: it comes from your own CA.",
            .whileRunning, kind: .toggle),
        Setting(
            "trusted_proxies", \.trustedProxies, .ranges, "Proxies trusted to report client addresses and TLS.",
            usual: "none"),
        Setting(
            "local_users", \.localUsers, .users,
            "Service users whose programs may use loopback as people do, such as Prometheus on this machine.",
            .whileRunning, usual: "none"),
        Setting(
            maybe: "cookie_domain", \.cookieDomain, .cookieDomain,
            "The domain of public_url and of the services behind the same proxy.", usual: "none"),
        Setting(
            "insecure_cookies", \.insecureCookies, .yesOrNo,
            "Accept the cookie for services without TLS, where others can read it.", kind: .toggle),
    ]

    private static let pairing: [Setting] = [
        Setting(
            "pairing_ttl", \.limits.pairingLife,
            .length(Limits().shortestPairingLife...Limits().longestPairingLife),
            "How long a code stays valid by default.", .whileRunning),
        Setting(
            "open_pairings", \.limits.openPairings, .number(1...1_000), "Maximum number of open pairings.",
            .whileRunning),
        Setting(
            "pin_attempts", \.limits.pinAttempts, .number(1...10), "Wrong PINs until a pairing fails.",
            .whileRunning),
        Setting(
            "device_limit", \.limits.livePeers, .number(1...1_000_000), "Maximum number of paired devices.",
            .whileRunning),
        Setting(
            "default_area", \.defaultArea, .nameOrNone,
            "The area that a device joins if no area is chosen for it. The first start makes it. Not for guests.",
            .whileRunning),
        Setting(
            "join_requests", \.limits.joinRequestsAMinute, .number(1...10_000),
            "Requests per minute from one address to the join page.", .whileRunning),
        Setting(
            "renames", \.limits.renamesAnHour, .number(1...10_000), "How often per hour a device can rename itself.",
            .whileRunning),
        Setting(
            "presence_grace", \.limits.presenceGrace, .length(.seconds(1)...(.hours(24))),
            "How long a device may be unreachable before it is shown as offline.", .whileRunning),
    ]

    private static let connections: [Setting] = [
        Setting(
            "connections", \.limits.connections, .number(16...100_000),
            "Maximum number of connections over the network. Operators have their own.", .whileRunning),
        Setting(
            "connections_of_address", \.limits.connectionsOfAnAddress, .number(1...100_000),
            "Maximum number of these from one address.", .whileRunning),
        Setting(
            "tls_handshakes", \.limits.handshakesAMinute, .number(1...1_000_000),
            "HTTPS handshakes per minute from one address.", .whileRunning),
        Setting(
            "tls_handshakes_of_all", \.limits.handshakesASecond, .number(1...1_000_000),
            "HTTPS handshakes per second from all addresses.", .whileRunning),
        Setting(
            "new_streams", \.limits.newStreamsAMinute, .number(1...10_000),
            "New streams per minute of one device, or of one address without a credential.", .whileRunning),
        Setting(
            "history_requests", \.limits.historyQuestionsAMinute, .number(1...10_000),
            "Queries per minute of one device for stored events.", .whileRunning),
        Setting(
            "unsent_events", \.limits.unsentEvents, .number(1...65_536),
            "Unsent events of one stream before it is dropped.", .whileRunning),
        Setting(
            "idle_connection", \.limits.idleConnection, .length(.seconds(1)...(.hours(1))),
            "How long a connection may stay idle.", .whileRunning),
        Setting(
            "slow_request", \.limits.slowRequest, .length(.seconds(1)...(.minutes(5))),
            "Time limit for receiving a request, and for sending its response.", .whileRunning),
        Setting(
            "head_bytes", \.limits.headBytes, .number(1_024...32_768),
            "Maximum size of request line and header fields, in bytes.",
            .whileRunning),
        Setting(
            "body_bytes", \.limits.bodyBytes, .number(1_024...1_048_576), "Maximum size of a request body, in bytes.",
            .whileRunning),
    ]

    private static let records: [Setting] = [
        Setting(
            "events_kept", \.limits.eventsKept, .length(.days(1)...(.days(36_500))), "How long events are kept.",
            .whileRunning),
        Setting(
            "event_limit", \.limits.events, .number(1_000...100_000_000),
            "Maximum number of stored events. The oldest are deleted first.", .whileRunning),
        Setting(
            "backups_kept", \.limits.backupsKept, .number(1...1_000), "How many daily backups are kept.", .whileRunning),
        Setting("log_level", \.log.level, .logLevel, "Minimum log level.", .whileRunning),
        Setting(
            "log_json", \.log.isJSON, .yesOrNo, "Log one JSON object per line.", .whileRunning,
            kind: .toggle),
    ]
}
