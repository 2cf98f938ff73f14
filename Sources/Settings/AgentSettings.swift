public import Core
public import Logging

/// What codes contain to name a node.
public enum JoinHost: String, CaseIterable, Hashable, Sendable {
    case address
    /// Its name on the local network: `attic.local`.
    case name
}

/// What an agent must know before it starts. `Setting.all` defines how each setting is written.
public struct AgentSettings: Sendable {
    public var stateFolder: String
    public var controlSocket: String
    public var port: UInt16
    /// The addresses of the machine that the agent listens on.
    public var listen = ListenAddresses.all
    public var address: AddressSetting
    /// Whether codes contain the node's address or its name.
    public var joinHost = JoinHost.address
    public var limits = Limits()
    /// Nil means the machine's host name.
    public var name: Name?
    /// The URL by which devices reach this node: behind a proxy, or by the name of its certificate.
    public var publicURL: PublicURL?
    /// The files of the certificate and its key, for HTTPS of the agent's own.
    public var tlsCertificate: String?
    public var tlsKey: String?
    /// Whether the clients' devices trust the certificate although this machine's CA store does not verify it.
    public var tlsTrusted = false
    /// Proxies that are trusted to report client addresses and TLS.
    public var trustedProxies: [AddressRange] = []
    /// Users whose programs may speak for this machine, in addition to root, the agent's user and people.
    public var localUsers: [LocalUser] = []
    /// The domain of the services that receive a browser's second cookie.
    public var cookieDomain: CookieDomain?
    /// Whether that cookie is set and accepted on plain connections.
    public var insecureCookies = false
    /// The area that a device joins if nobody chooses areas for it. Nil: none.
    public var defaultArea: Name? = Name(trusted: "Home")
    /// A folder with pages that replace the built-in ones.
    public var templates: String?
    /// What is logged, and in which format.
    public var log = LogSettings()
    /// If sockets were passed, the agent listens on them instead of `port`, `listen` and `controlSocket`.
    public var sockets = PassedSockets()
    /// Where each setting was set, by its name, for errors: `--port`, `KITH_PORT`, or file and line.
    public internal(set) var origins: [String: String] = [:]

    public static let defaultPort: UInt16 = 6_969

    public init(
        stateFolder: String, controlSocket: String, port: UInt16 = defaultPort, address: AddressSetting = .automatic
    ) {
        self.stateFolder = stateFolder
        self.controlSocket = controlSocket
        self.port = port
        self.address = address
    }

    /// The addresses that lead to the agent: those of the passed sockets, otherwise the configured ones.
    public var reachable: ListenAddresses { sockets.addresses ?? listen }
}
