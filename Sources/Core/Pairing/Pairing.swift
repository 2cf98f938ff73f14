/// One attempt to admit one peer: a pure state machine.
///
/// Time, randomness and stored facts are passed in as values. Each input has its own method and result type. It returns
/// a ``Step``: the next state, the result, and the facts that happened. Nothing is performed here. Every input checks
/// the expiry first.
///
///                    claim, good proof            verify, right PIN
///     tokenCreated ────────────────► deviceConnected ────────────► pinVerified ──────────► deviceRegistered
///       │   ▲ bad proof: holds          │   ▲ same key: the same PIN   │   ▲ refused:         (final)
///       │   └──┘                        │   │ another key: rejected,   │   │ ip_conflict,
///       │                               │   │   the operator is warned │   │ device_limit …
///       │                               │   └─ wrong PIN: counted      │   └──┘ verify again, no PIN
///       │                               │                              │
///       └── cancel, expiry ─────────────┴── cancel, expiry, 5th wrong ─┴──────────────────► failed
///                                                                                           (final)
///
/// One step reaches `pinVerified` and `deviceRegistered` if nothing prevents the registration.
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

    /// Restores a stored pairing.
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

/// The result of an input.
public struct Step<Result: Sendable>: Sendable {
    /// The pairing after the input. The store saves it together with the facts, or neither.
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
    /// The same pairing as failed, if it has expired and was not final.
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
