/// The one row about the store itself.
enum StoreQuery: Int, Query {
    static let topic = Topic.store

    case trustedTime, setTrustedTime

    var sql: String {
        switch self {
        case .trustedTime: "SELECT trusted_time, clock_jump, clock_jump_stood FROM store WHERE only_row = 1"
        case .setTrustedTime:
            "UPDATE store SET trusted_time = ?, clock_jump = ?, clock_jump_stood = ? WHERE only_row = 1"
        }
    }
}
