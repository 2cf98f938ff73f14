/// A statement of kith with a name. Every SQL text that uses the tables is in one of these lists, where a test finds
/// all of them and asks SQLite for the plan of each.
protocol Query: CaseIterable, RawRepresentable<Int>, Sendable {
    static var topic: Topic { get }
    var sql: String { get }
}

enum Topic: Int, CaseIterable {
    case frame
    case pairings
    case peers
    case credentials
    case areas
    case services
    case events
    case store
    case appPasswords
    case statements

    var queries: Int {
        switch self {
        case .frame: FrameQuery.allCases.count
        case .pairings: PairingQuery.allCases.count
        case .peers: PeerQuery.allCases.count
        case .credentials: CredentialQuery.allCases.count
        case .areas: AreaQuery.allCases.count
        case .services: ServiceQuery.allCases.count
        case .events: EventQuery.allCases.count
        case .store: StoreQuery.allCases.count
        case .appPasswords: AppPasswordQuery.allCases.count
        case .statements: StatementQuery.allCases.count
        }
    }
}
