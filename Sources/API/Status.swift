public import Core
public import HTTPMessage
import JSON

/// The state of the agent, for its operators.
public struct StatusView: Sendable {
    public struct Node: Sendable {
        let id: NodeID
        let name: String

        public init(id: NodeID, name: String) {
            self.id = id
            self.name = name
        }
    }

    public struct Store: Sendable {
        let path: String
        let schema: Int
        let bytes: Int64
        let livePeers: Int
        let openPairings: Int
        let lastEvent: Int64
        let lastBackup: Moment?

        public init(
            path: String, schema: Int, bytes: Int64, livePeers: Int, openPairings: Int, lastEvent: Int64,
            lastBackup: Moment?
        ) {
            self.path = path
            self.schema = schema
            self.bytes = bytes
            self.livePeers = livePeers
            self.openPairings = openPairings
            self.lastEvent = lastEvent
            self.lastBackup = lastBackup
        }
    }

    public struct Server: Equatable, Sendable {
        let connections: UInt64
        let webSockets: UInt64
        let eventStreams: UInt64
        let requests: UInt64
        let dropped: UInt64

        public init(connections: UInt64, webSockets: UInt64, eventStreams: UInt64, requests: UInt64, dropped: UInt64) {
            self.connections = connections
            self.webSockets = webSockets
            self.eventStreams = eventStreams
            self.requests = requests
            self.dropped = dropped
        }
    }

    /// How many connections from the network the server accepts at once.
    public struct Connections: Sendable {
        /// The limit in force.
        let limit: Int
        /// The limit of the setting. If the process may open few file descriptors, the limit in force is lower.
        let wanted: Int

        public init(limit: Int, wanted: Int) {
            self.limit = limit
            self.wanted = wanted
        }
    }

    /// The settings for cookies.
    public struct Cookies: Sendable {
        let domain: String?
        /// Whether cookies also work on plain connections, where others can read them.
        let areInsecure: Bool

        public init(domain: String?, areInsecure: Bool) {
            self.domain = domain
            self.areInsecure = areInsecure
        }
    }

    /// The certificate of the node.
    public struct Certificate: Sendable {
        let names: [String]
        let notBefore: Moment
        let expiresAt: Moment
        public var end: Moment { expiresAt }
        let renewalDue: Moment
        /// Whether HTTPS counts as TLS here.
        let isTrusted: Bool
        /// Why a newer one could not be loaded.
        let obstacle: String?

        public init(
            names: [String], notBefore: Moment, expiresAt: Moment, renewalDue: Moment, isTrusted: Bool,
            obstacle: String?
        ) {
            self.names = names
            self.notBefore = notBefore
            self.expiresAt = expiresAt
            self.renewalDue = renewalDue
            self.isTrusted = isTrusted
            self.obstacle = obstacle
        }
    }

    let version: String
    let node: Node
    let startedAt: Moment
    let now: Moment
    /// The time by which records expire and are deleted.
    let trustedTime: Moment
    /// The hosts that a join URL may name, the default first.
    let joinHosts: [String]
    /// Why the default is an address although a name is configured.
    let joinHostObstacle: String?
    let controlSocket: String
    /// The addresses that the agent listens on. Empty means all addresses of the machine.
    let listen: [String]
    /// The systemd units that run the agent and listen for it. Empty if there are none.
    let units: [String]
    let connections: Connections
    let store: Store
    let server: Server
    let mdns: (state: String, detail: String)
    /// How many other nodes are seen on the local network.
    let sightedNodes: Int
    let cookies: Cookies
    /// Nil if the node has none.
    let certificate: Certificate?

    public init(
        version: String, node: Node, startedAt: Moment, now: Moment, trustedTime: Moment, joinHosts: [String],
        joinHostObstacle: String?, controlSocket: String, listen: [String], units: [String], connections: Connections,
        store: Store, server: Server, mdns: (state: String, detail: String), sightedNodes: Int, cookies: Cookies,
        certificate: Certificate? = nil
    ) {
        self.version = version
        self.node = node
        self.startedAt = startedAt
        self.now = now
        self.trustedTime = trustedTime
        self.joinHosts = joinHosts
        self.joinHostObstacle = joinHostObstacle
        self.controlSocket = controlSocket
        self.listen = listen
        self.units = units
        self.connections = connections
        self.store = store
        self.server = server
        self.mdns = mdns
        self.sightedNodes = sightedNodes
        self.cookies = cookies
        self.certificate = certificate
    }
}

extension StatusView {
    var json: JSONValue {
        [
            "version": .string(version), "node": ["id": .string(node.id.description), "name": .string(node.name)],
            "started_at": .string(startedAt.text),
            "uptime_seconds": .integer((now.milliseconds - startedAt.milliseconds) / 1_000),
            "now": .string(now.text), "trusted_time": .string(trustedTime.text),
            "join": [
                "host": joinHosts.first.map { .string($0) } ?? .null,
                "others": .array(joinHosts.dropFirst().map { .string($0) }),
                "no_name_because": joinHostObstacle.map { .string($0) } ?? .null,
            ],
            "control_socket": .string(controlSocket), "listen": .array(listen.map { .string($0) }),
            "units": .array(units.map { .string($0) }),
            "connections": [
                "limit": .integer(Int64(connections.limit)), "wanted": .integer(Int64(connections.wanted)),
            ],
            "store": store.json, "server": server.json,
            "mdns": ["state": .string(mdns.state), "detail": .string(mdns.detail)],
            "sighted_nodes": .integer(Int64(sightedNodes)),
            "cookies": [
                "domain": cookies.domain.map { .string($0) } ?? .null, "insecure": .bool(cookies.areInsecure),
            ],
            "certificate": certificate?.json ?? .null,
        ]
    }
}

extension StatusView.Store {
    fileprivate var json: JSONValue {
        [
            "path": .string(path), "schema": .integer(Int64(schema)), "bytes": .integer(bytes),
            "live_peers": .integer(Int64(livePeers)), "open_pairings": .integer(Int64(openPairings)),
            "last_event_id": .integer(lastEvent), "last_backup_at": lastBackup.json,
        ]
    }
}

extension StatusView.Certificate {
    fileprivate var json: JSONValue {
        [
            "names": .array(names.map { .string($0) }), "not_before": .string(notBefore.text),
            "expires_at": .string(expiresAt.text), "renewal_due": .string(renewalDue.text),
            "trusted": .bool(isTrusted), "obstacle": obstacle.map { .string($0) } ?? .null,
        ]
    }
}

extension StatusView.Server {
    fileprivate var json: JSONValue {
        [
            "connections": .integer(Int64(clamping: connections)), "web_sockets": .integer(Int64(clamping: webSockets)),
            "event_streams": .integer(Int64(clamping: eventStreams)), "requests": .integer(Int64(clamping: requests)),
            "dropped": .integer(Int64(clamping: dropped)),
        ]
    }
}

extension Response {
    public static func status(_ view: StatusView) -> Response { .json(.ok, view.json) }
    public static let ready = Response.json(.ok, ["status": "ready"])
    /// Not ready. The client asks again.
    public static let notReady = Response.json(.serviceUnavailable, ["status": "not_ready"])
}
