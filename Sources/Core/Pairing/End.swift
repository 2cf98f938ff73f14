public enum CancelResult: Hashable, Sendable {
    case cancelled
    case rejected(EndRejection)
}

public enum EndRejection: Hashable, Sendable {
    case expired
    case invalidTransition(PairingState.Name)
}

public enum ExpiryResult: Hashable, Sendable {
    case expired
    /// Not yet, or already final.
    case unchanged
}

/// What the claimant may read about its own pairing.
public enum ReadResult: Hashable, Sendable {
    case waiting(Pin, expiresAt: Moment)
    case registered(PeerID, PublicKey)
    case failed(PairingFailure.Reason)
    /// The claim does not belong to this pairing.
    case rejected
}

/// What a claimant may learn while its pairing is open. It does not say what the operator is asked after the PIN, because
/// that is about other devices.
public enum PairingProgress: Hashable, Sendable {
    case wrongPin(attemptsLeft: Int)
    /// Only while the registration is refused.
    case pinVerified
}

extension Pairing {
    /// Nil if there is nothing to report, or the pairing has ended.
    public func progress(limits: Limits) -> PairingProgress? {
        switch state {
        case .deviceConnected(let state):
            state.wrongPins > 0 ? .wrongPin(attemptsLeft: max(0, limits.pinAttempts - state.wrongPins)) : nil
        case .pinVerified: .pinVerified
        case .tokenCreated, .deviceRegistered, .failed: nil
        }
    }

    public func cancel(now: Moment) -> Step<CancelResult> {
        if let (pairing, fact) = expired(at: now) { return Step(pairing, .rejected(.expired), facts: [fact]) }
        guard !state.isFinal else { return Step(self, .rejected(.invalidTransition(state.name))) }
        let (pairing, fact) = failed(.cancelled, at: now)
        return Step(pairing, .cancelled, facts: [fact])
    }

    /// For the job that cleans up. Every other input checks the time itself.
    public func expire(now: Moment) -> Step<ExpiryResult> {
        guard let (pairing, fact) = expired(at: now) else { return Step(self, .unchanged) }
        return Step(pairing, .expired, facts: [fact])
    }

    /// Reading changes only what the time has changed already.
    public func read(claimHash: SecretHash, now: Moment) -> Step<ReadResult> {
        let (pairing, facts) = expired(at: now).map { ($0.pairing, [$0.fact]) } ?? (self, [])
        return Step(pairing, pairing.outcome(for: claimHash), facts: facts)
    }

    private func outcome(for claimHash: SecretHash) -> ReadResult {
        switch state {
        case .tokenCreated: .rejected
        case .deviceConnected(let state): state.waiting(for: claimHash, until: expiresAt)
        case .pinVerified(let state): state.connected.waiting(for: claimHash, until: expiresAt)
        case .deviceRegistered(let state):
            state.claimHash == claimHash ? .registered(state.peer, state.key) : .rejected
        case .failed(let state): state.claimHash == claimHash ? .failed(state.reason) : .rejected
        }
    }
}

extension DeviceConnected {
    fileprivate func waiting(for claimHash: SecretHash, until expiresAt: Moment) -> ReadResult {
        ticket.claimHash == claimHash ? .waiting(ticket.pin, expiresAt: expiresAt) : .rejected
    }
}
