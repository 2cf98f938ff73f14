import Core

/// What a step led to, in the words of the table.
struct Outcome: Hashable {
    let next: StateName
    let answer: PairingResult
    let facts: [EventType]
}

/// The results of all inputs in one type.
enum PairingResult: Hashable {
    case claim(ClaimResult)
    case registered(PairingCompleted.Way, PeerID)
    case refused(RegistrationRefusal)
    case wrongPin(left: Int)
    case verifyRejected(VerifyRejection)
    case cancel(CancelResult)
    case expire(ExpiryResult)
    case read(ReadResult)

    init(_ result: VerifyResult) {
        self =
            switch result {
            case .registered(let registration): .registered(registration.way, registration.peer)
            case .refused(let refusal): .refused(refusal)
            case .wrongPin(let left): .wrongPin(left: left)
            case .rejected(let rejection): .verifyRejected(rejection)
            }
    }
}

extension Registration {
    var way: PairingCompleted.Way {
        switch change {
        case .newPeer: .newPeer
        case .knownKey: .knownKey
        case .keyAdded: .keyAdded
        }
    }
}

extension Input {
    /// The pairing in this situation, such that the input means what it says.
    func pairing(in situation: Situation) -> Pairing {
        guard case .verify(_, let obstacle) = self else { return Fixture.pairing(situation.state) }
        return Fixture.pairing(situation.state, terms: obstacle.terms, invitedBy: obstacle.invitedBy)
    }

    func put(to pairing: Pairing, at now: Moment) -> (next: Pairing, answer: PairingResult, facts: [Fact]) {
        switch self {
        case .claim(let claiming):
            let step = pairing.claim(claiming.attempt, now: now)
            return (step.pairing, .claim(step.result), step.facts)
        case .verify(let typed, let obstacle):
            let step = pairing.verify(
                VerifyAttempt(pin: typed.pin, onConflict: obstacle.answer), facts: obstacle.facts,
                draw: Fixture.draw, now: now, limits: Fixture.limits)
            return (step.pairing, PairingResult(step.result), step.facts)
        case .cancel:
            let step = pairing.cancel(now: now)
            return (step.pairing, .cancel(step.result), step.facts)
        case .expire:
            let step = pairing.expire(now: now)
            return (step.pairing, .expire(step.result), step.facts)
        case .read(let reader):
            let step = pairing.read(claimHash: reader.claimHash, now: now)
            return (step.pairing, .read(step.result), step.facts)
        }
    }
}
