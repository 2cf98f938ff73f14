/// Every limit of kith by name. A `static` limit is part of a format. The others are settings with these defaults.
public struct Limits: Hashable, Sendable {
    public static let nameCharacters = 64
    /// Sixty-four characters can have thousands of bytes, if each has many combining marks.
    public static let nameBytes = 256

    // Areas and services. Other nodes of a circle get them, so these are the same at every node.
    public static let urlBytes = 512
    public static let areasOfAPeer = 64
    public static let servicesOfAnArea = 128
    /// Of the whole node.
    public static let areas = 256
    public static let services = 1_024

    // Pairing
    public var openPairings = 16
    public var openPairingsOfAnInviter = 2
    public var pinAttempts = 5
    public var pairingLife: Duration = .minutes(5)
    public var shortestPairingLife: Duration = .seconds(10)
    public var longestPairingLife: Duration = .hours(1)
    /// How long a finished pairing still answers its claimant.
    public var finishedPairingKept: Duration = .hours(1)

    // Peers
    public var livePeers = 256
    public var keysOfAPeer = 4
    /// A peer that was seen less than this ago still owns its address.
    public var addressHeld: Duration = .minutes(5)
    public var presenceGrace: Duration = .minutes(5)
    /// How long a heartbeat keeps a peer online.
    public var heartbeatLife: Duration = .seconds(90)
    public var longestPass: Duration = .days(3_650)

    /// By the device itself. Each rename is an event that is kept for long and reaches all neighbours.
    public var renamesAnHour = 6

    // Credentials
    public var peerTokenLife: Duration = .days(30)
    public var sessionLife: Duration = .days(7)
    /// The expiry of a session that is in use is extended, but written no more often than this.
    public var sessionWritten: Duration = .hours(1)
    /// For each purpose. A browser needs one. Two tabs that ask at once get two, and the browser may keep either.
    public var sessionsOfAKey = 4
    /// Hosts of services where one browser is signed in. Beyond that the oldest session ends.
    public static let serviceSessionsOfAKey = 128
    public var bearerTokenLife: Duration = .days(365)
    public var shortestBearerTokenLife: Duration = .seconds(10)
    public var bearerTokensOfAPeer = 16
    /// Secrets of native apps.
    public var appPasswordsOfAPeer = 16
    /// The last use of an app password is written no more often than this.
    public static let appPasswordUseWritten: Duration = .hours(1)
    /// How long a replaced token stays valid if its successor was not used.
    public var replacedTokenLife: Duration = .seconds(60)

    // Events
    public var eventsKept: Duration = .days(400)
    /// If there are more, the oldest are deleted.
    public var events = 1_000_000
    /// Queries of the history by one peer. Each may read thousands of rows.
    public var historyQuestionsAMinute = 60
    public var streamsResume: Duration = .days(7)
    public var presenceEventsResume: Duration = .days(1)
    public var unsentEvents = 256

    // Backups
    public var backupsKept = 7

    // HTTP
    public var headBytes = 16 * 1_024
    public var bodyBytes = 64 * 1_024
    public var joinRequestsAMinute = 30
    public var newStreamsAMinute = 10
    public var connections = 4_096
    public var connectionsOfAnAddress = 256
    /// TLS handshakes from one address. A trusted proxy is exempt.
    public var handshakesAMinute = 30
    /// TLS handshakes from all addresses.
    public var handshakesASecond = 20
    public var idleConnection: Duration = .seconds(60)
    public var slowRequest: Duration = .seconds(10)

    public init() {}
}
