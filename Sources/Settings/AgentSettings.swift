public import Core
public import Logging

/// What stands for a node in its codes.
public enum JoinHost: String, CaseIterable, Hashable, Sendable {
    case address
    /// Its name on the local network: `attic.local`.
    case name
}

/// What an agent needs to know before it starts. `Setting.all` says how each is written.
public struct AgentSettings: Sendable {
    public var stateFolder: String
    public var controlSocket: String
    public var port: UInt16
    /// Which addresses of the machine have that port.
    public var listen = ListenAddresses.all
    public var address: AddressSetting
    /// What stands for this node in a code.
    public var joinHost = JoinHost.address
    public var limits = Limits()
    /// Nil: the machine's host name.
    public var name: Name?
    /// Where a proxy shows this node.
    public var publicURL: PublicURL?
    /// Whose word on their clients counts.
    public var trustedProxies: [AddressRange] = []
    /// Whose programs may speak for this machine, beside root, the agent's user and people.
    public var localUsers: [LocalUser] = []
    /// In which the services lie that a browser's second cookie is sent to.
    public var cookieDomain: CookieDomain?
    /// Whether that cookie is given and counts on plain connections.
    public var insecureCookies = false
    /// A folder with pages that replace those built in.
    public var templates: String?
    /// What is logged, and how.
    public var log = LogSettings()
    /// These are listened on in place of `port`, `listen` and `controlSocket`.
    public var sockets = PassedSockets()
    /// Who has set a setting, by its name, in words for an error: `--port`, `KITH_PORT`, or file and line.
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

    /// The addresses that lead to the agent: those of the passed sockets, else those that are set.
    public var reachable: ListenAddresses { sockets.addresses ?? listen }
}
