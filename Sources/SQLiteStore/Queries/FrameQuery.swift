/// The frame of every transaction, prepared like the rest.
enum FrameQuery: Int, Query {
    static let topic = Topic.frame

    case begin, beginToRead, commit, rollBack

    var sql: String {
        switch self {
        // From the start the one that writes: found out later, another could have come between reading and writing.
        case .begin: "BEGIN IMMEDIATE"
        case .beginToRead: "BEGIN"
        case .commit: "COMMIT"
        case .rollBack: "ROLLBACK"
        }
    }
}
