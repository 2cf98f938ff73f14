/// The random values of a new pairing.
public struct PairingDraw: Sendable {
    /// If it is taken, the store uses the next free one.
    public var id: PairingID
    /// The token itself is only in the join URL. A claim is matched by this hash.
    public let tokenHash: SecretHash
    public let secret: JoinSecret

    public init(id: PairingID, tokenHash: SecretHash, secret: JoinSecret) {
        self.id = id
        self.tokenHash = tokenHash
        self.secret = secret
    }
}

/// The stored facts that matter for starting a pairing.
public struct StartFacts: Sendable {
    public let openPairings: Int
    public let openPairingsOfInviter: Int
    /// Nil if an operator asks.
    public let inviter: InviterStatus?
    /// The operator's user, if the kernel reported it.
    public var user: UInt32?
    /// Areas of the terms that do not exist.
    public let unknownAreas: Set<AreaID>
    /// Whether the peer of the terms exists and is live. True if the terms name none.
    public let chosenPeerIsLive: Bool
    /// Why no device can have the name of the terms. A name that is guessed or typed on the device gets a number instead.
    public let nameObstacle: FieldRejection.Problem?

    public init(
        openPairings: Int, openPairingsOfInviter: Int = 0, inviter: InviterStatus? = nil,
        unknownAreas: Set<AreaID> = [], chosenPeerIsLive: Bool = true, nameObstacle: FieldRejection.Problem? = nil
    ) {
        self.openPairings = openPairings
        self.openPairingsOfInviter = openPairingsOfInviter
        self.inviter = inviter
        self.unknownAreas = unknownAreas
        self.chosenPeerIsLive = chosenPeerIsLive
        self.nameObstacle = nameObstacle
    }
}

public enum StartRejection: Error, Hashable, Sendable {
    case field(FieldRejection)
    case tooManyOpenPairings(limit: Int)
    case mayNotInvite
}

public enum StartResult: Hashable, Sendable {
    case started
}

extension Pairing {
    public static func start(
        _ terms: PairingTerms, facts: StartFacts, draw: PairingDraw, now: Moment, limits: Limits
    ) throws(StartRejection) -> Step<StartResult> {
        if let inviter = facts.inviter, !inviter.mayInvite(at: now) { throw .mayNotInvite }
        let bounds = facts.inviter?.bounds(at: now)
        do throws(FieldRejection) {
            try terms.checked(limits: limits)
            if let bounds { try terms.checked(against: bounds, at: now) }
            guard facts.unknownAreas.isEmpty else { throw FieldRejection(field: "areas", problem: .notFound) }
            guard facts.chosenPeerIsLive else { throw FieldRejection(field: "peer", problem: .notFound) }
            if let obstacle = facts.nameObstacle { throw FieldRejection(field: "name", problem: obstacle) }
        } catch { throw .field(error) }
        guard bounds == nil || facts.openPairingsOfInviter < limits.openPairingsOfAnInviter else {
            throw .tooManyOpenPairings(limit: limits.openPairingsOfAnInviter)
        }
        guard facts.openPairings < limits.openPairings else { throw .tooManyOpenPairings(limit: limits.openPairings) }
        let pairing = Pairing(
            id: draw.id, tokenHash: draw.tokenHash, terms: terms,
            invitedBy: facts.inviter.map { .peer($0.peer) } ?? .nodeOperator, createdAt: now,
            expiresAt: now + (terms.life ?? limits.pairingLife),
            state: .tokenCreated(TokenCreated(secret: draw.secret)))
        return Step(pairing, .started, facts: [.pairingStarted(PairingStarted(pairing, user: facts.user))])
    }
}
