/// A device that asks to become the claimant.
public struct ClaimAttempt: Sendable {
    public let claimant: Claimant
    /// Whether the device has seen the code: its proof was made with the secret, this token and this key.
    public let proofIsGood: Bool
    /// Whether a live peer already has this key.
    public let keyIsKnown: Bool
    /// What this device gets if it is the first.
    public let ticket: ClaimTicket

    public init(claimant: Claimant, proofIsGood: Bool, keyIsKnown: Bool, ticket: ClaimTicket) {
        self.claimant = claimant
        self.proofIsGood = proofIsGood
        self.keyIsKnown = keyIsKnown
        self.ticket = ticket
    }
}

public enum ClaimResult: Hashable, Sendable {
    case accepted(ClaimTicket)
    /// The same key again, after a reload: the same PIN, the same claim.
    case repeated(ClaimTicket)
    case rejected(ClaimRejection)
}

public enum ClaimRejection: Hashable, Sendable {
    case badProof
    /// The first key wins.
    case alreadyClaimed
    /// The key belongs to a live peer, and this request does not prove that it comes from that peer.
    case keyNotProved
    case expired
    case invalidTransition(PairingState.Name)
}

extension Pairing {
    public func claim(_ attempt: ClaimAttempt, now: Moment) -> Step<ClaimResult> {
        if let (pairing, fact) = expired(at: now) { return Step(pairing, .rejected(.expired), facts: [fact]) }
        switch state {
        case .tokenCreated(let invitation): return firstClaim(attempt, of: invitation, now: now)
        case .deviceConnected(let connected):
            let step = furtherClaim(attempt, besides: connected, now: now)
            guard case .repeated(let ticket) = step.result else { return step }
            return Step(moved(to: .deviceConnected(connected.renamed(by: attempt.claimant))), .repeated(ticket))
        // The operator has confirmed what the screen showed: the name stays.
        case .pinVerified(let verified): return furtherClaim(attempt, besides: verified.connected, now: now)
        case .deviceRegistered, .failed: return Step(self, .rejected(.invalidTransition(state.name)))
        }
    }

    private func firstClaim(_ attempt: ClaimAttempt, of invitation: TokenCreated, now: Moment) -> Step<ClaimResult> {
        guard attempt.proofIsGood else { return badProof(attempt, now: now) }
        guard attempt.claimant.keyIsProved || !attempt.keyIsKnown else { return Step(self, .rejected(.keyNotProved)) }
        let connected = DeviceConnected(from: invitation, claimant: attempt.claimant, ticket: attempt.ticket)
        return Step(
            moved(to: .deviceConnected(connected)), .accepted(attempt.ticket),
            facts: [.deviceConnected(id, attempt.claimant, at: now)])
    }

    /// The proof is checked before the key. A device that has not seen the code cannot learn a PIN with a key that it
    /// overheard, and cannot raise an alarm.
    private func furtherClaim(
        _ attempt: ClaimAttempt, besides connected: DeviceConnected, now: Moment
    ) -> Step<ClaimResult> {
        guard attempt.proofIsGood else { return badProof(attempt, now: now) }
        guard attempt.claimant.key == connected.claimant.key else {
            return Step(self, .rejected(.alreadyClaimed), facts: [.secondClaim(id, attempt.claimant, at: now)])
        }
        return Step(self, .repeated(connected.ticket))
    }

    private func badProof(_ attempt: ClaimAttempt, now: Moment) -> Step<ClaimResult> {
        Step(self, .rejected(.badProof), facts: [.badProof(id, attempt.claimant.address, at: now)])
    }
}

extension DeviceConnected {
    /// A person types the name after the PIN is on the screen, so it comes with a further claim. Without one, the name
    /// stays as it is. So it does if the claim comes from another address: others on the network may have overheard it.
    fileprivate func renamed(by claimant: Claimant) -> DeviceConnected {
        guard let name = claimant.proposedName, claimant.address == self.claimant.address else { return self }
        var renamed = self
        renamed.claimant.proposedName = name
        return renamed
    }
}
