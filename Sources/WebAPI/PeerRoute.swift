import API
public import Core
import HTTPMessage

/// Routes for peers.
public enum PeerRoute: Sendable {
    case list(PeerPage)
    case show(PeerID)
    case rename(PeerID, Name)
    case revoke(PeerID)
    case grant(PeerID, Permission)
    case deny(PeerID, Scope)
    case tokens(PeerID)
    case issueToken(PeerID, TokenBody)
    case withdrawToken(PeerID, TokenID)
}

extension PeerRoute {
    var access: Access {
        switch self {
        case .list: .holders(of: .view)
        case .show, .rename, .revoke, .grant, .deny, .tokens, .issueToken, .withdrawToken: .holders(of: .admin)
        }
    }
}

extension PeerRoute {
    init(_ path: inout Path) throws(Problem) {
        guard let word = path.next() else {
            self = .list(try path.end(try PeerPage(path.request), by: .get))
            return
        }
        guard let id = PeerID(word) else { throw .notFound }
        switch path.next() {
        case nil: self = try Self.itself(id, &path)
        case "permissions": self = try Self.permission(of: id, &path)
        case "tokens": self = try Self.token(of: id, &path)
        default: throw .notFound
        }
    }

    private static func itself(_ id: PeerID, _ path: inout Path) throws(Problem) -> Self {
        try path.allow(.get, .patch, .delete)
        return switch path.request.method {
        case .get: .show(id)
        case .patch: .rename(id, try newName(path.request))
        default: .revoke(id)
        }
    }

    private static func permission(of id: PeerID, _ path: inout Path) throws(Problem) -> Self {
        guard let scope = path.next().flatMap({ Scope(rawValue: $0) }) else { throw .notFound }
        try path.allow(.put, .delete)
        guard path.request.method == .put else { return .deny(id, scope) }
        let body = try Body(optional: path.request)
        try body.refuseOthers(than: ["expires_at"])
        return .grant(id, Permission(scope, until: try body.optional("expires_at") { $0.moment }))
    }

    private static func token(of id: PeerID, _ path: inout Path) throws(Problem) -> Self {
        guard let word = path.next() else {
            try path.allow(.get, .post)
            return path.request.method == .get
                ? .tokens(id) : .issueToken(id, try TokenBody(of: id, try Body(path.request)))
        }
        guard let token = TokenID(word) else { throw .notFound }
        return try path.end(.withdrawToken(id, token), by: .delete)
    }
}
