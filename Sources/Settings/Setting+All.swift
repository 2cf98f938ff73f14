import Core
import Logging

/// Settings that belong together.
public struct SettingGroup: Sendable {
    /// Its heading in the sample file and in docs.
    public let title: String
    /// In the order of both.
    public let settings: [Setting]
}

extension Setting {
    /// Each setting that there is.
    public static let all = groups.flatMap(\.settings)

    /// The same with headings.
    public static let groups: [SettingGroup] = [
        SettingGroup(title: "The node", settings: node), SettingGroup(title: "The network", settings: network),
        SettingGroup(title: "Pairing and devices", settings: pairing),
        SettingGroup(title: "Connections", settings: connections), SettingGroup(title: "Records", settings: records),
    ]

    private static let node: [Setting] = [
        Setting(
            maybe: "name", \.name, .name, "What this node is called.", .whileRunning, usual: "the host name"),
        Setting(
            "state", \.stateFolder, .path, "The folder with the database, the identity key and the backups.",
            usual: "/var/lib/kith", kind: .path),
        Setting(
            "socket", \.controlSocket, .path, "The control socket, by which operators reach the agent.",
            usual: "/run/kith/control.sock", kind: .path),
        Setting(
            maybe: "templates", \.templates, .path, "A folder with pages that replace those built in.",
            usual: "those built in", kind: .path),
    ]

    private static let network: [Setting] = [
        Setting("port", \.port, .port, "The port. 0 takes one that is free."),
        Setting("listen", \.listen, .listenAddresses, "The addresses to listen on.", usual: "all"),
        Setting(
            "address", \.address, .ownAddress, "The own address that goes into the code.",
            usual: "that of the default route", slot: "address"),
        Setting(
            "interface", \.address, .interface, "The interface whose address goes into the code.",
            usual: "that of the default route", slot: "address"),
        Setting(
            "join_host", \.joinHost, .joinHost,
            "What stands in the code: the node's address, or its .local name, which stays when the address changes.",
            .whileRunning),
        Setting(
            maybe: "public_url", \.publicURL, .publicURL, "Where a proxy shows this node; the code then has this URL.",
            usual: "none"),
        Setting(
            "trusted_proxies", \.trustedProxies, .ranges, "Proxies whose word on their clients and on TLS counts.",
            usual: "none"),
        Setting(
            "local_users", \.localUsers, .users,
            "Service users whose programs may use loopback like people do, such as a Prometheus on this machine.",
            .whileRunning, usual: "none"),
        Setting(
            maybe: "cookie_domain", \.cookieDomain, .cookieDomain,
            "The domain of public_url and of the services behind the same proxy.", usual: "none"),
        Setting(
            "insecure_cookies", \.insecureCookies, .yesOrNo,
            "Let the cookie for services count without TLS, where everybody can read it.", kind: .toggle),
    ]

    private static let pairing: [Setting] = [
        Setting(
            "pairing_ttl", \.limits.pairingLife,
            .length(Limits().shortestPairingLife...Limits().longestPairingLife),
            "How long a code is good unless its operator says so.", .whileRunning),
        Setting(
            "open_pairings", \.limits.openPairings, .number(1...1_000), "Pairings that are open at one time.",
            .whileRunning),
        Setting(
            "pin_attempts", \.limits.pinAttempts, .number(1...10), "Wrong PINs until a pairing has failed.",
            .whileRunning),
        Setting(
            "device_limit", \.limits.livePeers, .number(1...1_000_000), "Peers that are registered at one time.",
            .whileRunning),
        Setting(
            "join_requests", \.limits.joinRequestsAMinute, .number(1...10_000),
            "Requests a minute to the join page from an address.", .whileRunning),
        Setting(
            "renames", \.limits.renamesAnHour, .number(1...10_000), "Times an hour that a device can rename itself.",
            .whileRunning),
        Setting(
            "presence_grace", \.limits.presenceGrace, .length(.seconds(1)...(.hours(24))),
            "How long a device may be out of reach until others hear that it is gone.", .whileRunning),
    ]

    private static let connections: [Setting] = [
        Setting(
            "connections", \.limits.connections, .number(16...100_000),
            "Connections over the network at one time; operators have some of their own.", .whileRunning),
        Setting(
            "connections_of_address", \.limits.connectionsOfAnAddress, .number(1...100_000),
            "Of these, from one address.", .whileRunning),
        Setting(
            "new_streams", \.limits.newStreamsAMinute, .number(1...10_000),
            "New streams a minute of a peer, or of an address without credential.", .whileRunning),
        Setting(
            "history_requests", \.limits.historyQuestionsAMinute, .number(1...10_000),
            "Requests a minute of a peer for events that are stored.", .whileRunning),
        Setting(
            "unsent_events", \.limits.unsentEvents, .number(1...65_536),
            "Events that wait for a stream until it is dropped.", .whileRunning),
        Setting(
            "idle_connection", \.limits.idleConnection, .length(.seconds(1)...(.hours(1))),
            "How long a connection may be without a request.", .whileRunning),
        Setting(
            "slow_request", \.limits.slowRequest, .length(.seconds(1)...(.minutes(5))),
            "How long a request may take to arrive, and its answer to leave.", .whileRunning),
        Setting(
            "head_bytes", \.limits.headBytes, .number(1_024...32_768), "Bytes of request line and headers together.",
            .whileRunning),
        Setting(
            "body_bytes", \.limits.bodyBytes, .number(1_024...1_048_576), "Bytes of a body.", .whileRunning),
    ]

    private static let records: [Setting] = [
        Setting(
            "events_kept", \.limits.eventsKept, .length(.days(1)...(.days(36_500))), "How long events are kept.",
            .whileRunning),
        Setting(
            "event_limit", \.limits.events, .number(1_000...100_000_000),
            "Events that are kept. The oldest are deleted when there are more.", .whileRunning),
        Setting(
            "backups_kept", \.limits.backupsKept, .number(1...1_000), "Daily backups that are kept.", .whileRunning),
        Setting("log_level", \.log.level, .logLevel, "The least that is logged.", .whileRunning),
        Setting(
            "log_json", \.log.isJSON, .yesOrNo, "One JSON object a line, whatever reads it.", .whileRunning,
            kind: .toggle),
    ]
}
