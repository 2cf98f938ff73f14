/// The statements around every transaction, prepared like the others.
enum FrameQuery: Int, Query {
    static let topic = Topic.frame

    case begin, beginToRead, commit, rollBack

    var sql: String {
        switch self {
        // A write transaction from the start: otherwise another process could write between reading and writing.
        case .begin: "BEGIN IMMEDIATE"
        case .beginToRead: "BEGIN"
        case .commit: "COMMIT"
        case .rollBack: "ROLLBACK"
        }
    }
}
