import Core

extension World {
    mutating func verify() throws(Violation) {
        guard let index = pickTrack() else { return }
        let pairing = tracks[index].pairing
        let attempt = VerifyAttempt(
            pin: typed(pairing.state), onConflict: chance(2) ? pick(ConflictAnswer.allCases) : nil)
        let facts = registry.registrationFacts(pairing, now: now)
        let free = registry.free(PeerID(at: now, using: &random))
        let draw = RegistrationDraw(peer: free, tokenHash: makeHash())
        let step = pairing.verify(attempt, facts: facts, draw: draw, now: now, limits: limits)
        count(step.result)
        if case .registered(let registration) = step.result { try admit(registration, by: pairing, facts) }
        try tracks[index].take(step, of: attempt, now: now)
    }

    private mutating func typed(_ state: PairingState) -> Pin? {
        guard case .deviceConnected(let connected) = state else { return chance(2) ? nil : Fixture.wrongPin }
        switch Int.random(in: isCareless ? 7..<9 : 0..<10, using: &random) {
        case 0..<7: return connected.ticket.pin
        case 7..<9: return Pin(using: &random)
        default: return nil
        }
    }

    private mutating func admit(
        _ registration: Registration, by pairing: Pairing, _ facts: RegistrationFacts
    ) throws(Violation) {
        let before = registry.livePeers(at: now).count
        try registry.write(registration)
        let more = registry.livePeers(at: now).count - before
        try require(more == (registration.way == .newPeer ? 1 : 0), "\(registration.way) made \(more) peers")
        if case .keyAdded(to: let peer, evicting: _) = registration.change, pairing.terms.peer == nil {
            guard case .pinVerified(let verified) = pairing.state, verified.askedAbout == peer else {
                throw Violation(description: "a key for a peer that the operator was not asked about")
            }
        }
        if case .peer(let inviter) = pairing.invitedBy {
            try checkInviter(registry.peers[inviter], registration, of: pairing)
        } else if case .newPeer(let new) = registration.change {
            try require(
                new.person == pairing.terms.person ?? (pairing.terms.passLength == nil ? NewPeer.owner : NewPeer.guest),
                "somebody else's")
        }
    }

    private mutating func checkInviter(
        _ inviter: WalkPeer?, _ registration: Registration, of pairing: Pairing
    ) throws(Violation) {
        count("admitted by a peer")
        guard let inviter, inviter.isLive(at: now) else { throw Violation(description: "admitted by one who is gone") }
        let scopes = inviter.permissions.scopes(at: now)
        guard !scopes.contains(.admin) else { return }
        try require(scopes.contains(.invite), "admitted by one who may not invite")
        if case .keyAdded(to: let peer, evicting: _) = registration.change {
            try require(pairing.terms.peer != peer, "a guest that chose what to be")
        }
        guard case .newPeer(let new) = registration.change else { return }
        try require(new.person == NewPeer.guest, "a guest that belongs to somebody")
        try require(new.areas.isSubset(of: inviter.areas), "areas beyond the inviter's")
        try require(isNotAfter(new.expiresAt, inviter.expiresAt), "stays longer than its inviter")
        for permission in new.permissions {
            guard let own = inviter.permissions.first(where: { $0.scope == permission.scope }) else {
                throw Violation(description: "\(permission.scope) beyond the inviter's")
            }
            try require(![.invite, .admin].contains(permission.scope), "a guest may \(permission.scope)")
            try require(isNotAfter(permission.expiresAt, own.expiresAt), "\(permission.scope) for longer")
            try require(isNotAfter(permission.expiresAt, inviter.expiresAt), "\(permission.scope) beyond the peer")
        }
    }

    private func isNotAfter(_ end: Moment?, _ bound: Moment?) -> Bool {
        guard let bound else { return true }
        return end.map { $0 <= bound } ?? false
    }
}
