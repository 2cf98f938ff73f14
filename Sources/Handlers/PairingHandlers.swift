import API
import Access
import Core
import Credentials
import HTTPMessage
import HTTPServer
import Live
import Settings
import Store
import WebAPI

/// Pairings, for inviters.
struct PairingHandlers: ResourceHandlers {
    let peers: PeerViews
    let access: AccessControl
    let node: any NodeDescription
    let live: LiveSettings

    var repository: any Repository { peers.repository }
    private var limits: Limits { live.limits }

    func perform(
        _ route: PairingRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        switch route {
        case .start(let body): try start(body, by: principal, asked, answering)
        case .list: return try listPairings(at: asked.now)
        case .show(let id): return try show(id, at: asked.now)
        case .verify(let id, let attempt): verify(id, attempt, by: principal, asked, answering)
        case .cancel(let id): cancel(id, asked, answering)
        }
        return nil
    }

    private func listPairings(at now: Moment) throws -> Response {
        let open = try repository.read { store throws(StorageFailure) in
            try store.openPairings(at: now, limit: limits.openPairings)
        }
        return .pairings(open)
    }

    /// An expired pairing has ended, even if that is not written yet.
    private func show(_ id: PairingID, at now: Moment) throws -> Response {
        let pairing = try found(try repository.read { store throws(StorageFailure) in try store.pairing(id) })
        return .pairing(pairing.expire(now: now).pairing)
    }

    private func start(_ body: StartBody, by principal: Principal, _ asked: Asked, _ answering: Answering) throws {
        guard let host = node.joinURLBase(body.host) else {
            throw body.host == nil ? Problem.noLANAddress : Problem.foreignAddress
        }
        var random = SecureRandom()
        let token = JoinToken(using: &random)
        let secret = JoinSecret(using: &random)
        let (limits, now, reserved) = (limits, asked.now, node.reservedNames)
        let (initiator, area) = (principal.initiator(asked), live.value.defaultArea)
        let draw = PairingDraw(id: PairingID(at: now, using: &random), tokenHash: token.hash, secret: secret)
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.startPairing(
                body.terms, by: initiator, draw: draw, reserved: reserved, defaultArea: area, now: now, limits: limits)
        } then: { outcome in
            let pairing = try outcome.mapError(Problem.init).get()
            return .started(pairing, joinURL: "\(host)/join?token=\(token.text)#\(secret.text)")
        }
    }

    private func verify(
        _ id: PairingID, _ attempt: VerifyAttempt, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) {
        var random = SecureRandom()
        // The claimant gets its own token when it reads the outcome. This one completes the registration and is never
        // sent.
        let (limits, now) = (limits, asked.now)
        let surroundings = Surroundings(
            online: peers.presences.online(), reserved: node.reservedNames, isShared: access.standsForMany())
        var attempt = attempt
        attempt.initiator = principal.initiator(asked)
        let draw = RegistrationDraw(
            peer: PeerID(at: now, using: &random), tokenHash: PeerToken(using: &random).hash)
        submit(answering) { [attempt] transaction throws(StorageFailure) in
            try transaction.verify(id, attempt, in: surroundings, draw: draw, now: now, limits: limits)
        } then: { result in
            switch try found(result) {
            case .registered(let registration): .registered(try peers.view(of: registration.peer, at: now))
            case .refused(let refusal): throw Problem(refusal)
            case .wrongPin(let left): throw Problem.wrongPin(attemptsLeft: left)
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }

    private func cancel(_ id: PairingID, _ asked: Asked, _ answering: Answering) {
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.cancel(id, now: asked.now)
        } then: { result in
            switch try found(result) {
            case .cancelled: .done
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }
}

extension Principal {
    var inviter: Inviter {
        switch self {
        case .peer(let peer): .peer(peer.id)
        case .nodeOperator, .nobody: .nodeOperator
        }
    }

    /// As the audit trail tells it: of an operator also the user, which the kernel says.
    func initiator(_ asked: Asked) -> Initiator {
        switch (self, asked.connection) {
        case (.peer(let peer), _): .peer(peer.id)
        case (.nodeOperator, .unix(let user)), (.nobody, .unix(let user)): .user(user.uid)
        case (.nodeOperator, .tcp), (.nobody, .tcp): .nodeOperator
        }
    }
}
