import API
import Access
import Core
import Credentials
import HTTPMessage
import HTTPServer
import Live
import Store
import WebAPI

/// Claims of devices, and the outcomes of their pairings.
struct JoinHandlers: ResourceHandlers {
    let repository: any Repository
    let outcomes: OutcomeStreams
    let access: AccessControl
    let node: any NodeDescription
    let form: JoinFormHandlers

    func perform(_ route: JoinRoute, _ asked: Asked, _ answering: Answering) throws {
        switch route {
        case .claim(let body): try claim(body, asked, answering)
        case .form(let sent, let choice): try form.claim(by: sent, choice, asked, answering)
        case .step(let claim, let choice): try form.step(of: claim, choice, asked, answering)
        case .outcome(let claim): outcome(claim, asked, answering)
        }
    }

    private func claim(_ body: ClaimBody, _ asked: Asked, _ answering: Answering) throws {
        guard Ed25519.isAcceptable(body.key) else {
            throw Problem.field(FieldRejection(field: "public_key", problem: .unknownValue))
        }
        if let name = body.name {
            do { try node.reservedNames.check(name) } catch { throw Problem.field(error) }
        }
        var random = SecureRandom()
        let claim = ClaimSecret(using: &random)
        let ticket = ClaimTicket(pin: Pin(using: &random), claim: claim, claimHash: claim.hash)
        let possession = try access.authenticator.possession(
            of: body.key, asked.request, from: asked.origin, in: repository)
        let claimant = Claimant(
            key: body.key, keyIsProved: possession.isProved, keyOrigin: asked.origin.keyOrigin,
            address: asked.origin.client ?? .loopback,
            userAgent: UserAgent(cleaning: asked.request.fields["User-Agent"] ?? ""),
            nodeAddress: asked.origin.nodeAddress, proposedName: body.name)
        let request = ClaimRequest(tokenHash: body.token.hash, claimant: claimant, ticket: ticket) { secret in
            JoinProof.isGood(body.proof, secret: secret, token: body.token, key: body.key)
        }
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.claim(request, now: asked.now)
        } then: { outcome in
            let (pairing, result) = try found(outcome)
            if case .unremembered(let proof) = possession {
                switch result {
                case .accepted, .repeated: access.authenticator.rememberClaimant(proof)
                case .rejected: break
                }
            }
            switch result {
            case .accepted(let ticket):
                return .claimed(
                    pairing, ticket, claim: ticket.claim.text, name: try suggestedName(for: pairing, at: asked.now),
                    isNew: true)
            case .repeated(let ticket):
                return .claimed(
                    pairing, ticket, claim: ticket.claim.text, name: try suggestedName(for: pairing, at: asked.now),
                    isNew: false)
            // The device may claim again with a proof by the key.
            case .rejected(.keyNotProved): throw Problem.nonceNeeded
            case .rejected(let rejection): throw Problem(rejection)
            }
        }
    }

    /// A device that comes back with its key keeps its name.
    private func suggestedName(for pairing: Pairing, at now: Moment) throws -> Name? {
        guard let claimant = pairing.state.claimant, let name = pairing.suggestedName(for: claimant) else { return nil }
        guard claimant.keyIsProved else { return name }
        let holder = try repository.read { store throws(StorageFailure) in try store.keyHolder(claimant.key) }
        return holder?.isLive(at: now) ?? false ? nil : name
    }

    /// If the outcome is decided, the response is complete. Otherwise it is a stream that ends with the decision.
    private func outcome(_ claim: ClaimSecret, _ asked: Asked, _ answering: Answering) {
        outcomes.read(claim.hash) { result in
            switch result {
            case .success(.decided(let event, _)): answering.send(event.response)
            case .success(.waiting(let pairing, let expiresAt, _)):
                do throws(Problem) { try access.checkRate(ofStreamsFrom: asked.origin) } catch {
                    return answering.send(answering.response(to: error))
                }
                outcomes.begin(answering.reply.stream, for: pairing, claim.hash, until: expiresAt) {
                    answering.open(.eventStream(retry: 500))
                }
            case .success(.unknown): answering.send(answering.response(to: Problem.claimUnknown))
            case .failure(let failure): answering.send(answering.response(to: failure))
            }
        }
    }
}

extension OutcomeEvent {
    /// The response for one event, as a stream.
    var response: Response {
        let event = EventStream.encode(id: nil, event: type.rawValue, data: Array(data.utf8)) ?? []
        return Response(.ok, fields: EventStream.fields, body: event)
    }
}
