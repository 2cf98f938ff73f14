import Core

// The inputs of a pairing, drawn by chance.

extension World {
    mutating func start() throws(Violation) {
        let inviter = chance(2) ? pickInviter() : nil
        // Most who invite ask for what they have.
        let terms = inviter.flatMap { registry.peers[$0] }.map { modest($0) } ?? makeTerms()
        let draw = PairingDraw(id: PairingID(at: now, using: &random), tokenHash: makeHash(), secret: Fixture.secret)
        let facts = registry.startFacts(terms, by: inviter, open: tracks.map(\.pairing), now: now)
        let step: Step<StartResult>
        do { step = try Pairing.start(terms, facts: facts, draw: draw, now: now, limits: limits) } catch {
            return count(error)
        }
        count("started by \(inviter == nil ? "operator" : "peer")")
        try checkStart(step.pairing, facts)
        let track = try Track(step, limits: limits)
        // A finished pairing is purged some time; until then it must still refuse.
        if tracks.count >= 12, let old = tracks.firstIndex(where: \.pairing.state.isFinal) { tracks.remove(at: old) }
        tracks.append(track)
    }

    /// Mostly a peer that may invite.
    private mutating func pickInviter() -> PeerID? {
        let peers = registry.livePeers(at: now)
        let entitled = peers.filter { $0.inviter.mayInvite(at: now) }
        return pick(entitled.isEmpty || chance(6) ? peers : entitled)?.id
    }

    private func checkStart(_ pairing: Pairing, _ facts: StartFacts) throws(Violation) {
        try require(facts.openPairings < limits.openPairings, "more open pairings than the limit")
        guard let inviter = facts.inviter else { return }
        try require(inviter.mayInvite(at: now), "started by one who may not invite")
        guard !inviter.permissions.scopes(at: now).contains(.admin) else { return }
        try require(facts.openPairingsOfInviter < 2, "more open pairings of an inviter than two")
        try require(pairing.terms.scopes.isSubset(of: inviter.grantable(at: now)), "promised more than it has")
        try require(pairing.terms.areas.isSubset(of: inviter.areas), "promised areas that it has not")
        try require(pairing.terms.scopes.isDisjoint(with: [.invite, .admin]), "a guest who may invite or rule")
    }

    private mutating func makeTerms() -> PairingTerms {
        var terms = PairingTerms(scopes: Scopes(rawValue: UInt8.random(in: 0...15, using: &random)))
        terms.areas = Set(World.allAreas.filter { $0.number.isMultiple(of: Int64.random(in: 1...3, using: &random)) })
        if !chance(8) { terms.areas.formIntersection(registry.areas) }
        if chance(3) { terms.life = .seconds(Int64.random(in: 9...3_601, using: &random)) }
        if chance(3) { terms.passLength = .seconds(Int64.random(in: 0...900, using: &random)) }
        if chance(4) { terms.peer = pick(registry.peers.keys.sorted()) }
        if chance(4) { terms.person = Fixture.name("anna") }
        return terms
    }

    private mutating func modest(_ peer: WalkPeer) -> PairingTerms {
        guard !chance(4) else { return makeTerms() }
        let pass: Duration? = chance(2) ? .minutes(10) : nil
        return PairingTerms(
            scopes: peer.inviter.grantable(at: now), areas: peer.areas.intersection(registry.areas), passLength: pass)
    }

    mutating func claim() throws(Violation) {
        guard let index = pickTrack(), let device = pick(devices) else { return }
        let pairing = tracks[index].pairing
        let mine = pairing.state.claimant.map { $0.key == device.key } ?? false
        let claimant = Claimant(
            key: mine || !chance(4) ? device.key : pairing.state.claimant?.key ?? device.key,
            keyIsProved: chance(2), keyOrigin: chance(2) ? .secure : .plainHTTP, address: device.address,
            userAgent: Fixture.userAgent, proposedName: Fixture.name(chance(2) ? "Phone" : "phone"))
        let attempt = ClaimAttempt(
            claimant: claimant, proofIsGood: !chance(4),
            keyIsKnown: registry.holder(of: claimant.key)?.isLive(at: now) ?? false,
            ticket: ClaimTicket(
                pin: Pin(using: &random), claim: ClaimSecret(using: &random), claimHash: makeHash()))
        let step = pairing.claim(attempt, now: now)
        count(step.result)
        try tracks[index].take(step, of: attempt, now: now)
    }

    mutating func cancel() throws(Violation) {
        guard let index = pickTrack() else { return }
        let step = tracks[index].pairing.cancel(now: now)
        if step.result == .cancelled { count("cancelled") }
        try tracks[index].follow(step, now: now)
    }

    mutating func expire() throws(Violation) {
        for index in tracks.indices {
            let step = tracks[index].pairing.expire(now: now)
            if step.result == .expired { count("expired") }
            try tracks[index].follow(step, now: now)
        }
    }

    mutating func read() throws(Violation) {
        guard let index = pickTrack() else { return }
        let own: SecretHash? =
            switch tracks[index].pairing.state {
            case .tokenCreated: nil
            case .deviceConnected(let state): state.ticket.claimHash
            case .pinVerified(let state): state.connected.ticket.claimHash
            case .deviceRegistered(let state): state.claimHash
            case .failed(let state): state.claimHash
            }
        let isOwn = own != nil && !chance(3)
        let step = tracks[index].pairing.read(claimHash: isOwn ? own ?? makeHash() : makeHash(), now: now)
        try require((step.result == .rejected) == !isOwn, "read by one who is not the claimant, or refused to it")
        try tracks[index].follow(step, now: now)
    }
}
