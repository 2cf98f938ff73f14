import Credentials
import HTTPMessage
import HTTPServer
import PairingCore
import Registry
import WebInterface

/// A request becomes a route, the route a transaction, and what is committed an answer.
struct Operations: Sendable {
    let repository: any Repository
    let limits: Limits
    let deliveries: Deliveries

    func answer(_ request: Request, from connection: ConnectionInfo, joinHost: String) -> Response {
        do {
            let route = try Route(request)
            guard !route.isForOperators || connection.isOperator else { throw Problem.operatorsOnly }
            return try perform(route, Caller(request, connection), joinHost: joinHost)
        } catch let problem as Problem {
            return problem.response
        } catch let failure as StorageFailure {
            Log.error(failure.description)
            return (failure.isPassing ? Problem.storeBusy : Problem.storeFailed).response
        } catch {
            return Problem.storeFailed.response
        }
    }

    private func perform(_ route: Route, _ caller: Caller, joinHost: String) throws -> Response {
        switch route {
        case .health: .healthy
        case .claim(let body): try claim(body, caller)
        case .outcome(let claim): try outcome(claim)
        case .startPairing(let terms): try start(terms, joinHost: joinHost)
        case .listPairings: try listPairings()
        case .pairing(let id): try show(id)
        case .verifyPairing(let id, let attempt): try verify(id, attempt)
        case .cancelPairing(let id): try cancel(id)
        }
    }

    private func listPairings() throws -> Response {
        let open = try repository.read { store throws(StorageFailure) in
            try store.openPairings(limit: limits.openPairings)
        }
        return .pairings(open)
    }

    private func show(_ id: PairingID) throws -> Response {
        .pairing(try found(try repository.read { store throws(StorageFailure) in try store.pairing(id) }))
    }

    private func start(_ terms: PairingTerms, joinHost: String) throws -> Response {
        var random = SecureRandom()
        let token = JoinToken(using: &random)
        let secret = JoinSecret(using: &random)
        let (limits, now) = (limits, Clock.now())
        let draw = PairingDraw(id: PairingID(at: now, using: &random), tokenHash: token.hash, secret: secret)
        let outcome = try repository.write { transaction throws(StorageFailure) in
            try transaction.startPairing(terms, by: .nodeOperator, draw: draw, now: now, limits: limits)
        }
        let pairing = try outcome.result.mapError(Problem.init).get()
        return .started(pairing, joinURL: "http://\(joinHost)/join?token=\(token.text)#\(secret.text)")
    }

    private func claim(_ body: ClaimBody, _ caller: Caller) throws -> Response {
        guard Ed25519.isAcceptable(body.key) else {
            throw Problem.field(FieldRejection(field: "public_key", problem: .unknownValue))
        }
        var random = SecureRandom()
        let claim = ClaimSecret(using: &random)
        let ticket = ClaimTicket(pin: Pin(using: &random), claim: claim, claimHash: claim.hash)
        let claimant = Claimant(
            key: body.key, keyIsProved: false, keyOrigin: caller.keyOrigin, address: caller.address,
            userAgent: caller.userAgent, proposedName: body.name)
        let request = ClaimRequest(tokenHash: body.token.hash, claimant: claimant, ticket: ticket) { secret in
            JoinProof.isGood(body.proof, secret: secret, token: body.token, key: body.key)
        }
        let now = Clock.now()
        let outcome = try repository.write { transaction throws(StorageFailure) in
            try transaction.claim(request, now: now)
        }
        let (pairing, result) = try found(outcome.result)
        switch result {
        case .accepted(let ticket): return .claimed(pairing, ticket, claim: ticket.claim.text, isNew: true)
        case .repeated(let ticket): return .claimed(pairing, ticket, claim: ticket.claim.text, isNew: false)
        case .rejected(let rejection): throw Problem(rejection)
        }
    }

    private func verify(_ id: PairingID, _ attempt: VerifyAttempt) throws -> Response {
        var random = SecureRandom()
        // The claimant gets a token of its own when it reads the outcome; this one, told to nobody, makes the registration whole.
        let (limits, now) = (limits, Clock.now())
        let draw = RegistrationDraw(
            peer: PeerID(at: now, using: &random), tokenHash: PeerToken(using: &random).hash)
        let outcome = try repository.write { transaction throws(StorageFailure) in
            try transaction.verify(id, attempt, in: Surroundings(), draw: draw, now: now, limits: limits)
        }
        switch try found(outcome.result) {
        case .registered(let registration):
            let peer = try found(
                try repository.read { store throws(StorageFailure) in try store.peer(registration.peer) })
            return .registered(peer.id, peer.name)
        case .refused(let refusal): throw Problem(refusal)
        case .wrongPin(let left): throw Problem.wrongPin(attemptsLeft: left)
        case .rejected(let rejection): throw Problem(rejection)
        }
    }

    private func cancel(_ id: PairingID) throws -> Response {
        let now = Clock.now()
        let outcome = try repository.write { transaction throws(StorageFailure) in
            try transaction.cancel(id, now: now)
        }
        switch try found(outcome.result) {
        case .cancelled: return .done
        case .rejected(let rejection): throw Problem(rejection)
        }
    }

    private func outcome(_ claim: ClaimSecret) throws -> Response {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now) = (limits, Clock.now())
        let outcome = try repository.write { transaction throws(StorageFailure) in
            try transaction.readOutcome(claimHash: claim.hash, freshToken: token.hash, now: now, limits: limits)
        }
        guard let (pairing, result) = outcome.result else { throw Problem.claimUnknown }
        switch result {
        case .waiting: return OutcomeEvent.waiting.response
        case .failed(let reason): return OutcomeEvent.failed(reason).response
        case .rejected: throw Problem.claimUnknown
        case .registered(let peer, _):
            defer { deliveries.note(pairing.id) }
            return try delivery(of: token, to: peer, now: now)
        }
    }

    private func delivery(of token: PeerToken, to peer: PeerID, now: Moment) throws -> Response {
        let (record, permissions, areas) = try repository.read { snapshot throws(StorageFailure) in
            (try snapshot.token(token.hash), try snapshot.permissions(of: peer), try snapshot.areas(of: peer))
        }
        guard let record else { throw Problem.claimUnknown }
        return OutcomeEvent.completed(
            .init(
                peer: peer, token: token.text, ath: token.hash.text,
                expiresAt: record.expiresAt, scopes: permissions.scopes(at: now), areas: areas)
        ).response
    }

    private func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Problem.notFound }
        return value
    }
}
