public import Core

// The join flow on a repository: load, let Core decide, save. Each operation is one transaction.

/// What only the running agent knows, and a registration needs.
public struct Surroundings: Sendable {
    /// Peers with an open stream.
    public let online: Set<PeerID>
    /// Whether the address is that of a gateway or a trusted proxy, which many clients share.
    public let isShared: @Sendable (HostAddress) -> Bool
    /// Names that no device may get.
    public let reserved: ReservedNames

    public init(
        online: Set<PeerID> = [], reserved: ReservedNames = ReservedNames(),
        isShared: @escaping @Sendable (HostAddress) -> Bool = { _ in false }
    ) {
        self.online = online
        self.reserved = reserved
        self.isShared = isShared
    }
}

/// A claim as received. The proof is checked with the secret inside the transaction.
public struct ClaimRequest: Sendable {
    public let tokenHash: SecretHash
    public let claimant: Claimant
    public let ticket: ClaimTicket
    public let proofIsGood: @Sendable (JoinSecret) -> Bool

    public init(
        tokenHash: SecretHash, claimant: Claimant, ticket: ClaimTicket,
        proofIsGood: @escaping @Sendable (JoinSecret) -> Bool
    ) {
        self.tokenHash = tokenHash
        self.claimant = claimant
        self.ticket = ticket
        self.proofIsGood = proofIsGood
    }
}

/// The result of a start: the new pairing, or why there is none.
public typealias StartOutcome = Result<Pairing, StartRejection>

extension Transaction {
    public func startPairing(
        _ terms: PairingTerms, by initiator: Initiator, draw: PairingDraw, reserved: ReservedNames = ReservedNames(),
        defaultArea: Name? = nil, now: Moment, limits: Limits
    ) throws(StorageFailure) -> StartOutcome {
        let terms = try withAreas(terms, by: initiator.inviter, defaultArea, now: now)
        var facts = try startFacts(terms, by: initiator.inviter, reserved: reserved, now: now)
        if case .user(let user) = initiator { facts.user = user }
        var draw = draw
        while try isTaken(draw.id) { draw.id = draw.id.next }
        let step: Step<StartResult>
        do { step = try Pairing.start(terms, facts: facts, draw: draw, now: now, limits: limits) } catch {
            return .failure(error)
        }
        try insert(step.pairing)
        try append(step.facts)
        return .success(step.pairing)
    }

    /// The terms with the default area, if the inviter has left the areas open.
    private func withAreas(
        _ terms: PairingTerms, by inviter: Inviter, _ defaultArea: Name?, now: Moment
    ) throws(StorageFailure) -> PairingTerms {
        guard terms.leavesAreasOpen else { return terms }
        let status: InviterStatus? =
            if case .peer(let peer) = inviter { try inviterStatus(peer, now: now) } else { nil }
        return terms.joining(try self.defaultArea(named: defaultArea)?.id, invitedBy: status, at: now)
    }

    /// Returns nil if no pairing has this token.
    public func claim(_ request: ClaimRequest, now: Moment) throws(StorageFailure) -> (Pairing, ClaimResult)? {
        guard let pairing = try pairing(tokenHash: request.tokenHash) else { return nil }
        let holder = try keyHolder(request.claimant.key)
        let attempt = ClaimAttempt(
            claimant: request.claimant, proofIsGood: pairing.state.secret.map(request.proofIsGood) ?? false,
            keyIsKnown: holder?.isLive(at: now) ?? false, ticket: request.ticket)
        let step = pairing.claim(attempt, now: now)
        try save(step, from: pairing)
        return (step.pairing, step.result)
    }

    public func verify(
        _ id: PairingID, _ attempt: VerifyAttempt, in surroundings: Surroundings, draw: RegistrationDraw, now: Moment,
        limits: Limits
    ) throws(StorageFailure) -> VerifyResult? {
        guard let pairing = try pairing(id) else { return nil }
        let facts = try registrationFacts(pairing, in: surroundings, now: now)
        var draw = draw
        while try isTaken(draw.peer) { draw.peer = draw.peer.next }
        let step = pairing.verify(attempt, facts: facts, draw: draw, now: now, limits: limits)
        if case .registered(let registration) = step.result {
            try makeWay(for: registration, facts.keyHolder, now: now, limits: limits)
            try register(registration)
            try say(registration.peer, by: Initiator(pairing.invitedBy), now: now)
            if case .keyAdded(let peer, evicting: .some) = registration.change {
                try append(
                    .tokenRevoked(NamedPeer(peer, registration.name), .replaced, by: attempt.initiator, at: now))
            }
        }
        try save(step, from: pairing)
        if case .registered(let registration) = step.result, case .newPeer(let new) = registration.change {
            for id in new.areas.sorted() {  // Present members receive the event.
                guard let area = try area(id) else { continue }
                try append(.areaAdded(id, area.name, NamedPeer(new.id, new.name), by: attempt.initiator, at: now))
            }
        }
        return step.result
    }

    /// A key that is registered again ends its former peer or tokens: an expired guest pass, or the tokens of an
    /// earlier pairing.
    private func makeWay(
        for registration: Registration, _ holder: PeerStatus?, now: Moment, limits: Limits
    ) throws(StorageFailure) {
        guard let holder else { return }
        if holder.isLive(at: now) {
            try shortenTokens(
                of: registration.key, but: registration.tokenHash, to: now + limits.replacedTokenLife, sparing: 0)
        } else {
            _ = try endPeer(holder.id, .expired, by: .agent, now: now)
        }
    }

    public func cancel(_ id: PairingID, now: Moment) throws(StorageFailure) -> CancelResult? {
        guard let pairing = try pairing(id) else { return nil }
        let step = pairing.cancel(now: now)
        try save(step, from: pairing)
        return step.result
    }

    /// For the claimant. If it is registered, this also issues a token: the one before may never have arrived.
    public func readOutcome(
        claimHash: SecretHash, freshToken: SecretHash, now: Moment, limits: Limits
    ) throws(StorageFailure) -> (Pairing, ReadResult)? {
        guard let pairing = try pairing(claimHash: claimHash) else { return nil }
        let step = pairing.read(claimHash: claimHash, now: now)
        try save(step, from: pairing)
        guard case .registered(let peer, let key) = step.result else { return (step.pairing, step.result) }
        guard try issueToken(freshToken, to: key, of: peer, sparing: Self.spared, now: now, limits: limits) else {
            return (step.pairing, .rejected)
        }
        return (step.pairing, step.result)
    }

    /// The same for a browser without a key: if it is registered, this opens its sessions.
    public func readOutcome(
        claimHash: SecretHash, sessions: [SessionPurpose: SecretHash], now: Moment, limits: Limits
    ) throws(StorageFailure) -> (Pairing, ReadResult)? {
        guard let pairing = try pairing(claimHash: claimHash) else { return nil }
        let step = pairing.read(claimHash: claimHash, now: now)
        try save(step, from: pairing)
        guard case .registered(_, let key) = step.result else { return (step.pairing, step.result) }
        let isOpen = try openSessions(sessions, by: key, now: now, limits: limits) != nil
        return (step.pairing, isOpen ? step.result : .rejected)
    }

    /// An attacker who has read the claim on the network can use it here. That must not end the device's tokens: the
    /// first two stay valid, that of the registration, which was never sent, and the first one that was. The use of a
    /// newer token ends both.
    private static var spared: Int { 2 }

    /// Issues a token to a live key of a live peer. Other tokens of the key, with some exceptions, expire soon, even if
    /// this one never arrives. Returns false if the key or the peer is not live.
    func issueToken(
        _ hash: SecretHash, to key: PublicKey, of peer: PeerID, sparing spared: Int, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Bool {
        guard let holder = try keyHolder(key), holder.id == peer, holder.isLive(at: now) else { return false }
        let end = (now + limits.peerTokenLife as Moment?).earlier(holder.expiresAt) ?? now
        try addToken(hash, of: peer, key: key, at: now, until: end)
        try shortenTokens(of: key, but: hash, to: now + limits.replacedTokenLife, sparing: spared)
        try append(.tokenRenewed(NamedPeer(peer, holder.name), at: now))
        return true
    }

    /// Only with its key: for a token that was lost, or a device that was away for longer than its token was valid.
    /// Returns nil if no live peer has the key.
    public func renewToken(
        of key: PublicKey, fresh hash: SecretHash, now: Moment, limits: Limits
    ) throws(StorageFailure) -> PeerID? {
        guard let holder = try keyHolder(key) else { return nil }
        let isIssued = try issueToken(hash, to: key, of: holder.id, sparing: 0, now: now, limits: limits)
        return isIssued ? holder.id : nil
    }

    private func save<Result>(_ step: Step<Result>, from prior: Pairing) throws(StorageFailure) {
        if step.pairing != prior { try update(step.pairing, from: prior) }
        try append(step.facts)
    }

    func append(_ facts: [Fact]) throws(StorageFailure) {
        for fact in facts { try append(fact) }
    }
}
