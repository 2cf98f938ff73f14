import Core

// The stored facts that Core needs for a decision, read inside the transaction that performs it.

extension Snapshot {
    func startFacts(
        _ terms: PairingTerms, by inviter: Inviter, reserved: ReservedNames, now: Moment
    ) throws(StorageFailure) -> StartFacts {
        var status: InviterStatus?
        var ofInviter = 0
        if case .peer(let peer) = inviter {
            status = try inviterStatus(peer, now: now)
            ofInviter = try countOpenPairings(of: peer, at: now)
        }
        let chosen: PeerRecord? = if let peer = terms.peer { try self.peer(peer) } else { nil }
        return StartFacts(
            openPairings: try countOpenPairings(at: now), openPairingsOfInviter: ofInviter, inviter: status,
            unknownAreas: terms.areas.subtracting(try existing(terms.areas)),
            chosenPeerIsLive: terms.peer == nil || chosen?.isLive(at: now) ?? false,
            nameObstacle: try nameObstacle(terms, reserved: reserved))
    }

    /// A further key of a peer changes no name, so the name of those terms is ignored.
    private func nameObstacle(
        _ terms: PairingTerms, reserved: ReservedNames
    ) throws(StorageFailure) -> FieldRejection.Problem? {
        guard let name = terms.name, terms.peer == nil else { return nil }
        if reserved.contains(name) { return .reserved }
        return try isTaken(name) ? .taken : nil
    }

    /// A peer that has ended has no scopes, so it may do nothing.
    func inviterStatus(_ peer: PeerID, now: Moment) throws(StorageFailure) -> InviterStatus? {
        guard let record = try self.peer(peer), record.isLive(at: now) else {
            return InviterStatus(peer: peer, scopes: .none, areas: [], expiresAt: now)
        }
        return InviterStatus(
            peer: peer, permissions: try permissions(of: peer),
            areas: try areas(of: peer), expiresAt: record.expiresAt)
    }

    func existing(_ areas: Set<AreaID>) throws(StorageFailure) -> Set<AreaID> {
        var found: Set<AreaID> = []
        for area in areas where try self.area(area) != nil { found.insert(area) }
        return found
    }

    func registrationFacts(
        _ pairing: Pairing, in surroundings: Surroundings, now: Moment
    ) throws(StorageFailure) -> RegistrationFacts {
        guard let claimant = pairing.state.claimant else {
            return RegistrationFacts(livePeers: 0, freeName: NewPeer.owner)
        }
        let isShared = surroundings.isShared(claimant.address) || claimant.address.isLoopback
        let living = try countLivePeers(at: now)
        let freeName = try pairing.proposedName(for: claimant).firstFree(among: living) { name throws(StorageFailure) in
            if surroundings.reserved.contains(name) { return true }
            return try isTaken(name)
        }
        var facts = RegistrationFacts(
            keyHolder: try keyHolder(claimant.key), addressIsShared: isShared, livePeers: living,
            freeName: freeName)
        if let chosen = pairing.terms.peer { facts.chosenPeer = try keyedPeer(chosen)?.seen(in: surroundings) }
        if case .pinVerified(let verified) = pairing.state, let asked = verified.askedAbout {
            facts.askedPeer = try keyedPeer(asked)?.seen(in: surroundings)
        }
        if !isShared { facts.addressHolders = try addressHolders(claimant.address).map { $0.seen(in: surroundings) } }
        if case .peer(let inviter) = pairing.invitedBy { facts.inviter = try inviterStatus(inviter, now: now) }
        facts.existingAreas = try existing(pairing.terms.areas)
        return facts
    }
}

extension KeyedPeer {
    func seen(in surroundings: Surroundings) -> KeyedPeer {
        var seen = self
        seen.status.isOnline = surroundings.online.contains(status.id)
        return seen
    }
}
