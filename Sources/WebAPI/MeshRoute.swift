import API
public import Core
import HTTPMessage

/// Routes about the circle of this node.
public enum MeshRoute: Sendable {
    case show
    /// What nodes give, as they have signed it.
    case records(StatementPage)
    /// What nodes take.
    case takings(StatementPage)
}

extension MeshRoute {
    var access: Access {
        switch self {
        case .show, .records, .takings: .holders(of: .admin)
        }
    }
}

/// Which page of the statements a client wants. They are in the order of their hashes.
public struct StatementPage: Sendable {
    public static let largest = 100

    /// The hash of the last statement that the client has.
    public let after: Octets32?
    public let limit: Int

    fileprivate init(_ request: Request) throws(Problem) {
        var query = try Query(request)
        after = try query.take("after") { Base64URL.decode($0).flatMap { Octets32($0) } }
        limit =
            try query.take("limit") { Int($0).flatMap { (1...Self.largest).contains($0) ? $0 : nil } } ?? Self.largest
        try query.finish()
    }
}

extension MeshRoute {
    init(_ path: inout Path) throws(Problem) {
        switch path.next() {
        case nil:
            try path.allow(.get)
            self = .show
        case "records": self = try path.end(.records(try StatementPage(path.request)), by: .get)
        case "takings": self = try path.end(.takings(try StatementPage(path.request)), by: .get)
        default: throw .notFound
        }
    }
}
