import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Settings
import Store
import WebAPI

/// What a peer does with itself.
struct SelfHandlers: ResourceHandlers {
    let peers: PeerViews
    let access: AccessControl
    let node: any NodeDescription
    let sessions: SessionHandlers
    let forward: ForwardHandlers
    let live: LiveSettings

    var repository: any Repository { peers.repository }
    private var apps: AppPasswordHandlers { AppPasswordHandlers(repository: repository, live: live) }

    func perform(
        _ route: SelfRoute, of principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        // An operator is not a peer.
        guard case .peer(let peer) = principal else { throw Problem.noCredential }
        if route.isChange { try access.checkRate(ofChangesBy: peer.id) }
        switch route {
        case .show: return .peer(try peers.selfView(of: peer, at: asked.now))
        case .rename(let name):
            try access.checkRate(ofRenamesBy: peer.id)
            let reserved = node.reservedNames
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.renamePeer(peer.id, to: name, by: .peer(peer.id), reserved: reserved, now: asked.now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .peer(try peers.selfView(of: peer, at: asked.now))
            }
        case .leave:
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.leave(peer.id, now: asked.now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        case .renewToken: try renewToken(of: peer, asked, answering)
        case .openSession: try sessions.open(of: peer, asked, answering)
        case .signIn(let body): return try forward.signIn(body, of: peer, asked)
        case .closeSessions: sessions.close(of: peer, asked, answering)
        case .appPasswords: return try apps.list(of: peer, at: asked.now)
        case .addAppPassword(let name): try apps.add(name, to: peer, asked, answering)
        case .revokeAppPassword(let id): try apps.revoke(id, of: peer, asked, answering)
        case .heartbeat: return .online(until: peers.presences.heartbeat(peer.id))
        }
        return nil
    }

    private func renewToken(of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) throws {
        guard let key = peer.key else { throw Problem.proofMissing }
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let limits = live.limits
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.renewToken(of: key, fresh: token.hash, now: asked.now, limits: limits)
        } then: { holder in
            guard let holder, let delivery = try repository.delivery(of: token, to: holder, now: asked.now) else {
                throw Problem.unknownKey
            }
            return .renewed(delivery)
        }
    }
}

extension SelfRoute {
    /// Whether the request writes, so that a rate must limit it.
    fileprivate var isChange: Bool {
        switch self {
        case .rename, .renewToken, .openSession, .closeSessions, .signIn, .addAppPassword, .revokeAppPassword: true
        case .show, .leave, .heartbeat, .appPasswords: false
        }
    }
}
