import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Store
import WebAPI

// Bearer tokens, for those who issue them.
extension Router {
    func issueToken(_ body: TokenBody, by principal: Principal, _ asked: Asked, _ answering: Answering) {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now) = (limits, asked.now)
        let draw = BearerDraw(hash: token.hash, peer: PeerID(at: now, using: &random))
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.issueBearerToken(
                to: body.bearer, life: body.life, by: principal.inviter, draw: draw, now: now, limits: limits)
        } then: { outcome in
            let issued = try outcome.mapError(Problem.init).get()
            let view = TokenView(id: TokenID(token.hash), issuedAt: now, expiresAt: issued.expiresAt)
            return .issued(
                token.text, view, to: try self.view(of: issued.peer, at: now), isNew: issued.isForNewPeer)
        }
    }

    /// Those that count.
    func tokens(of id: PeerID, at now: Moment) throws -> Response {
        let tokens = try found(
            try repository.read { store throws(StorageFailure) in
                try store.peer(id) == nil ? nil : try store.bearerTokens(of: id)
            })
        return .tokens(
            tokens.filter { now < $0.expiresAt }
                .map { TokenView(id: $0.id, issuedAt: $0.issuedAt, expiresAt: $0.expiresAt) })
    }

    func revokePerson(_ person: Name, by principal: Principal, _ asked: Asked, _ answering: Answering) {
        let presences = presences
        submit(answering) { transaction throws(StorageFailure) in
            var revoked: [PeerView.Card] = []
            for id in try transaction.revokePerson(person, by: principal.inviter, now: asked.now) {
                if let peer = try transaction.peer(id) { revoked.append(peer.card(presences, at: asked.now)) }
            }
            return revoked
        } then: { revoked in
            guard !revoked.isEmpty else { throw Problem.notFound }
            return .revoked(person, revoked)
        }
    }
}

extension Problem {
    fileprivate init(_ rejection: TokenRejection) {
        switch rejection {
        case .peer(let rejection): self.init(rejection)
        case .deviceLimit(let limit): self.init(RegistrationRefusal.deviceLimit(limit))
        case .tooMany(let limit): self = .tooManyTokens(limit)
        }
    }
}
