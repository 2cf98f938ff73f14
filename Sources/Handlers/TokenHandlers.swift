import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Settings
import Store
import WebAPI

/// Bearer tokens and app passwords, for operators.
struct TokenHandlers: ResourceHandlers {
    let peers: PeerViews
    let node: any NodeDescription
    let live: LiveSettings

    var repository: any Repository { peers.repository }

    func issue(_ body: TokenBody, by principal: Principal, _ asked: Asked, _ answering: Answering) {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now, reserved) = (live.limits, asked.now, node.reservedNames)
        let initiator = principal.initiator(asked)
        let draw = BearerDraw(hash: token.hash, peer: PeerID(at: now, using: &random))
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.issueBearerToken(
                to: body.bearer, life: body.life, by: initiator, draw: draw, reserved: reserved, now: now,
                limits: limits)
        } then: { outcome in
            let issued = try outcome.mapError(Problem.init).get()
            let view = TokenView(id: TokenID(token.hash), issuedAt: now, expiresAt: issued.expiresAt)
            return .issued(
                token.text, view, to: try peers.view(of: issued.peer, at: now), isNew: issued.isForNewPeer)
        }
    }

    /// The valid tokens of a peer.
    func list(of id: PeerID, at now: Moment) throws -> Response {
        let (tokens, apps) = try found(
            try repository.read { store throws(StorageFailure) in
                try store.peer(id) == nil ? nil : (try store.bearerTokens(of: id), try store.appPasswords(of: id))
            })
        return .tokens(
            tokens.filter { now < $0.expiresAt }
                .map { TokenView(id: $0.id, issuedAt: $0.issuedAt, expiresAt: $0.expiresAt) },
            apps.filter { $0.isLive(at: now) }.map(\.view))
    }

    func withdraw(
        _ token: TokenID, of id: PeerID, by initiator: Initiator, _ asked: Asked, _ answering: Answering
    ) {
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.withdrawToken(token, of: id, by: initiator, now: asked.now)
        } then: { rejection in
            if let rejection { throw Problem(rejection) }
            return .done
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
