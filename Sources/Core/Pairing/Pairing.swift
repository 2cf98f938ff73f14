/// One attempt to admit one peer: a pure state machine.
///
/// Time, randomness and what the store knows come in as values. Each input has a method of its own and a result type
/// of its own; what comes back is a ``Step``: the next state, the result, and the facts that happened. Nothing is
/// performed here. Expiry is looked at first, on every input.
///
///                    claim, good proof            verify, right PIN
///     tokenCreated ────────────────► deviceConnected ────────────► pinVerified ──────────► deviceRegistered
///       │   ▲ bad proof: holds          │   ▲ same key: the same PIN   │   ▲ refused:         (final)
///       │   └──┘                        │   │ another key: rejected,   │   │ ip_conflict,
///       │                               │   │   the operator is told   │   │ device_limit …
///       │                               │   └─ wrong PIN: counted      │   └──┘ verify again, no PIN
///       │                               │                              │
///       └── cancel, expiry ─────────────┴── cancel, expiry, 5th wrong ─┴──────────────────► failed
///                                                                                           (final)
///
/// `pinVerified` and `deviceRegistered` are reached in one step when nothing stands against the registration.
public struct Pairing: Hashable, Sendable {
    public let id: PairingID
    public let tokenHash: SecretHash
    public let terms: PairingTerms
    public let invitedBy: Inviter
    public let createdAt: Moment
    public let expiresAt: Moment
    public internal(set) var state: PairingState

    init(
        id: PairingID, tokenHash: SecretHash, terms: PairingTerms, invitedBy: Inviter, createdAt: Moment,
        expiresAt: Moment, state: PairingState
    ) {
        self.id = id
        self.tokenHash = tokenHash
        self.terms = terms
        self.invitedBy = invitedBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.state = state
    }

    /// As the store kept it.
    public init(
        restored id: PairingID, tokenHash: SecretHash, terms: PairingTerms, invitedBy: Inviter, createdAt: Moment,
        expiresAt: Moment, state: PairingState
    ) {
        self.init(
            id: id, tokenHash: tokenHash, terms: terms, invitedBy: invitedBy, createdAt: createdAt,
            expiresAt: expiresAt,
            state: state)
    }
}

/// What an input led to.
public struct Step<Result: Sendable>: Sendable {
    /// The pairing as it is now; the store keeps it together with the facts, or neither.
    public let pairing: Pairing
    public let result: Result
    public let facts: [Fact]

    init(_ pairing: Pairing, _ result: Result, facts: [Fact] = []) {
        self.pairing = pairing
        self.result = result
        self.facts = facts
    }
}

extension Step: Equatable where Result: Equatable {}

extension Pairing {
    /// The same pairing, failed, if its time has run out and it was not final already.
    func expired(at now: Moment) -> (pairing: Pairing, fact: Fact)? {
        guard !state.isFinal, now >= expiresAt else { return nil }
        return failed(.expired, at: now)
    }

    func failed(_ reason: PairingFailure.Reason, at now: Moment) -> (pairing: Pairing, fact: Fact) {
        (moved(to: .failed(PairingFailure(from: state, reason: reason, at: now))), .pairingFailed(id, reason, at: now))
    }

    func moved(to state: PairingState) -> Pairing {
        var next = self
        next.state = state
        return next
    }
}
