/// The operator's input.
public struct VerifyAttempt: Hashable, Sendable {
    public let pin: Pin?
    public let onConflict: ConflictAnswer?
    /// Who typed it.
    public var initiator = Initiator.nodeOperator

    public init(pin: Pin?, onConflict: ConflictAnswer? = nil) {
        self.pin = pin
        self.onConflict = onConflict
    }
}

public enum VerifyResult: Hashable, Sendable {
    case registered(Registration)
    /// The PIN was right, but something prevents the registration. Ask again with an answer, without a PIN.
    case refused(RegistrationRefusal)
    case wrongPin(attemptsLeft: Int)
    case rejected(VerifyRejection)
}

public enum VerifyRejection: Hashable, Sendable {
    case pinRequired
    case tooManyAttempts
    case expired
    case invalidTransition(PairingState.Name)
}

extension Pairing {
    public func verify(
        _ attempt: VerifyAttempt, facts: RegistrationFacts, draw: RegistrationDraw, now: Moment, limits: Limits
    ) -> Step<VerifyResult> {
        if let (pairing, fact) = expired(at: now) { return Step(pairing, .rejected(.expired), facts: [fact]) }
        switch state {
        case .tokenCreated, .deviceRegistered, .failed:
            return Step(self, .rejected(.invalidTransition(state.name)))
        case .deviceConnected(let connected):
            guard let pin = attempt.pin else { return Step(self, .rejected(.pinRequired)) }
            guard pin == connected.ticket.pin else { return wrongPin(connected, now: now, limits: limits) }
            let verified = PinVerified(from: connected)
            let decided = register(verified, attempt, facts: facts, draw: draw, now: now, limits: limits)
            return Step(decided.pairing, decided.result, facts: [.pinVerified(id, at: now)] + decided.facts)
        case .pinVerified(let verified):
            return register(verified, attempt, facts: facts, draw: draw, now: now, limits: limits)
        }
    }

    private func wrongPin(_ connected: DeviceConnected, now: Moment, limits: Limits) -> Step<VerifyResult> {
        var counted = connected
        counted.wrongPins += 1
        let left = limits.pinAttempts - counted.wrongPins
        let next = moved(to: .deviceConnected(counted))
        let wrong = Fact.wrongPin(id, attemptsLeft: max(0, left), at: now)
        guard left <= 0 else { return Step(next, .wrongPin(attemptsLeft: left), facts: [wrong]) }
        let (failed, failure) = next.failed(.tooManyAttempts, at: now)
        return Step(failed, .rejected(.tooManyAttempts), facts: [wrong, failure])
    }

    private func register(
        _ verified: PinVerified, _ attempt: VerifyAttempt, facts: RegistrationFacts, draw: RegistrationDraw,
        now: Moment,
        limits: Limits
    ) -> Step<VerifyResult> {
        let question = RegistrationQuestion(
            pairing: self, claimant: verified.connected.claimant, answer: attempt.onConflict,
            askedAbout: verified.askedAbout,
            facts: facts, draw: draw, now: now, limits: limits)
        switch question.decision {
        case .failure(let refusal):
            var asked = verified
            var news: [Fact] = []
            if case .ipConflict(let peer, let name) = refusal, peer != verified.askedAbout {
                asked.askedAbout = peer
                news = [.ipConflict(id, NamedPeer(peer, name), at: now)]
            }
            return Step(moved(to: .pinVerified(asked)), .refused(refusal), facts: news)
        case .success(let registration):
            let registered = DeviceRegistered(from: verified, peer: registration.peer, at: now)
            return Step(
                moved(to: .deviceRegistered(registered)), .registered(registration),
                facts: [.pairingCompleted(PairingCompleted(id, registration, by: attempt.initiator, at: now))])
        }
    }
}
