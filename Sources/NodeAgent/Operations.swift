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

    /// On the server's thread: what only reads is answered at once, what writes when it is committed.
    func answer(_ request: Request, from connection: ConnectionInfo, joinHost: String, reply: Reply) -> Response? {
        do {
            let route = try Route(request)
            guard !route.isForOperators || connection.isOperator else { throw Problem.operatorsOnly }
            return try perform(route, request, connection, joinHost: joinHost, reply)
        } catch { return response(to: error) }
    }

    private func perform(
        _ route: Route, _ request: Request, _ connection: ConnectionInfo, joinHost: String, _ reply: Reply
    ) throws -> Response? {
        switch route {
        case .health: return .healthy
        case .claim(let body): try claim(body, Caller(request, connection), reply)
        case .outcome(let claim): outcome(claim, reply)
        case .startPairing(let terms): start(terms, joinHost: joinHost, reply)
        case .listPairings: return try listPairings()
        case .pairing(let id): return try show(id)
        case .verifyPairing(let id, let attempt): verify(id, attempt, reply)
        case .cancelPairing(let id): cancel(id, reply)
        }
        return nil
    }

    /// Runs the transaction on the store's thread, and answers when it is committed.
    private func submit<Result: Sendable>(
        _ reply: Reply, _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        then respond: @escaping @Sendable (Result) throws -> Response
    ) {
        repository.submit(work) { outcome in
            do { reply.send(try respond(try outcome.get().result)) } catch { reply.send(response(to: error)) }
        }
    }

    private func response(to error: any Error) -> Response {
        switch error {
        case let problem as Problem: return problem.response
        case let failure as StorageFailure:
            Log.error(failure.description)
            return (failure.isPassing ? Problem.storeBusy : Problem.storeFailed).response
        default: return Problem.storeFailed.response
        }
    }

    private func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Problem.notFound }
        return value
    }
}

// Pairings, for operators.
extension Operations {
    private func listPairings() throws -> Response {
        let open = try repository.read { store throws(StorageFailure) in
            try store.openPairings(limit: limits.openPairings)
        }
        return .pairings(open)
    }

    private func show(_ id: PairingID) throws -> Response {
        .pairing(try found(try repository.read { store throws(StorageFailure) in try store.pairing(id) }))
    }

    private func start(_ terms: PairingTerms, joinHost: String, _ reply: Reply) {
        var random = SecureRandom()
        let token = JoinToken(using: &random)
        let secret = JoinSecret(using: &random)
        let (limits, now) = (limits, Clock.now())
        let draw = PairingDraw(id: PairingID(at: now, using: &random), tokenHash: token.hash, secret: secret)
        submit(reply) { transaction throws(StorageFailure) in
            try transaction.startPairing(terms, by: .nodeOperator, draw: draw, now: now, limits: limits)
        } then: { outcome in
            let pairing = try outcome.mapError(Problem.init).get()
            return .started(pairing, joinURL: "http://\(joinHost)/join?token=\(token.text)#\(secret.text)")
        }
    }

    private func verify(_ id: PairingID, _ attempt: VerifyAttempt, _ reply: Reply) {
        var random = SecureRandom()
        // The claimant gets a token of its own when it reads the outcome; this one, told to nobody, makes the
        // registration whole.
        let (limits, now) = (limits, Clock.now())
        let draw = RegistrationDraw(
            peer: PeerID(at: now, using: &random), tokenHash: PeerToken(using: &random).hash)
        submit(reply) { transaction throws(StorageFailure) in
            try transaction.verify(id, attempt, in: Surroundings(), draw: draw, now: now, limits: limits)
        } then: { result in
            switch try found(result) {
            case .registered(let registration): try registered(registration.peer)
            case .refused(let refusal): throw Problem(refusal)
            case .wrongPin(let left): throw Problem.wrongPin(attemptsLeft: left)
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }

    private func registered(_ id: PeerID) throws -> Response {
        let peer = try found(try repository.read { store throws(StorageFailure) in try store.peer(id) })
        return .registered(peer.id, peer.name)
    }

    private func cancel(_ id: PairingID, _ reply: Reply) {
        let now = Clock.now()
        submit(reply) { transaction throws(StorageFailure) in
            try transaction.cancel(id, now: now)
        } then: { result in
            switch try found(result) {
            case .cancelled: .done
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }
}

// The claimant.
extension Operations {
    private func claim(_ body: ClaimBody, _ caller: Caller, _ reply: Reply) throws {
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
        submit(reply) { transaction throws(StorageFailure) in
            try transaction.claim(request, now: now)
        } then: { outcome in
            let (pairing, result) = try found(outcome)
            switch result {
            case .accepted(let ticket): return .claimed(pairing, ticket, claim: ticket.claim.text, isNew: true)
            case .repeated(let ticket): return .claimed(pairing, ticket, claim: ticket.claim.text, isNew: false)
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }

    private func outcome(_ claim: ClaimSecret, _ reply: Reply) {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now) = (limits, Clock.now())
        submit(reply) { transaction throws(StorageFailure) in
            try transaction.readOutcome(claimHash: claim.hash, freshToken: token.hash, now: now, limits: limits)
        } then: { outcome in
            guard let (pairing, result) = outcome else { throw Problem.claimUnknown }
            switch result {
            case .waiting: return OutcomeEvent.waiting.response
            case .failed(let reason): return OutcomeEvent.failed(reason).response
            case .rejected: throw Problem.claimUnknown
            case .registered(let peer, _):
                defer { deliveries.note(pairing.id) }
                return try delivery(of: token, to: peer, now: now)
            }
        }
    }

    private func delivery(of token: PeerToken, to peer: PeerID, now: Moment) throws -> Response {
        let (record, permissions, areas) = try repository.read { snapshot throws(StorageFailure) in
            (try snapshot.token(token.hash), try snapshot.permissions(of: peer), try snapshot.areas(of: peer))
        }
        guard let record else { throw Problem.claimUnknown }
        return OutcomeEvent.completed(
            .init(
                peer: peer, token: token.text, ath: token.hash.text, expiresAt: record.expiresAt,
                scopes: permissions.scopes(at: now), areas: areas)
        ).response
    }
}
