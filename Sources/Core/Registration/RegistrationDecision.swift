/// Everything that decides a registration.
struct RegistrationQuestion {
    let pairing: Pairing
    let claimant: Claimant
    let answer: ConflictAnswer?
    let askedAbout: PeerID?
    let facts: RegistrationFacts
    let draw: RegistrationDraw
    let now: Moment
    let limits: Limits

    /// In this order: a known key, the operator's choice, the address, the limit, a new peer.
    var decision: Result<Registration, RegistrationRefusal> {
        guard inviterIsEntitled else { return .failure(.inviterNotEntitled) }
        if let holder = facts.keyHolder, holder.isLive(at: now) {
            return claimant.keyIsProved ? .success(registration(.knownKey(holder.id))) : .failure(.keyNotProved)
        }
        if pairing.terms.peer != nil {
            guard let chosen = facts.chosenPeer, chosen.status.isLive(at: now) else {
                return .failure(.chosenPeerGone)
            }
            return .success(registration(keyAdded(to: chosen)))
        }
        switch answer {
        case .keepBoth: break
        case .sameDevice:
            if let same = sameDevice { return same }
        case nil:
            if let conflict = addressConflict { return .failure(conflict.refusal) }
        }
        guard facts.livePeers < limits.livePeers else { return .failure(.deviceLimit(limits.livePeers)) }
        return .success(registration(.newPeer(newPeer)))
    }

    private var inviterIsEntitled: Bool {
        switch pairing.invitedBy {
        case .nodeOperator: true
        case .peer:
            // The inviter may have lost `admin` since the start. With `invite` only, it cannot choose a peer.
            (facts.inviter?.mayInvite(at: now) ?? false) && (bounds == nil || pairing.terms.peer == nil)
        }
    }

    /// What the inviter may grant now. It may have lost scopes since it invited.
    private var bounds: InviterStatus? { facts.inviter?.bounds(at: now) }

    /// The operator saw a name and answered that it is this device. If another peer has the address now, that is a new
    /// question. If the peer no longer exists, nothing can get the key. Nil if the operator was never asked.
    private var sameDevice: Result<Registration, RegistrationRefusal>? {
        if let conflict = addressConflict, conflict.status.id != askedAbout { return .failure(conflict.refusal) }
        guard let askedAbout else { return nil }
        let candidates = facts.addressHolders + [facts.askedPeer].compactMap { $0 }
        guard let asked = candidates.first(where: { $0.status.id == askedAbout }), asked.status.isLive(at: now)
        else { return .failure(.chosenPeerGone) }
        return .success(registration(keyAdded(to: asked)))
    }

    /// The peer with the same address. Of several, the one that was seen last.
    private var addressConflict: KeyedPeer? {
        guard !facts.addressIsShared, !claimant.address.isLoopback else { return nil }
        return facts.addressHolders
            .filter { $0.status.holdsItsAddress(at: now, limits: limits) }
            .max { seen($0) < seen($1) }
    }

    private func seen(_ peer: KeyedPeer) -> Moment {
        peer.status.isOnline ? now : peer.status.lastSeen ?? Moment(milliseconds: .min)
    }

    private func keyAdded(to peer: KeyedPeer) -> Registration.Change {
        let isFull = peer.keys.count >= limits.keysOfAPeer
        let longestUnused = peer.keys.min { $0.lastUsed < $1.lastUsed }?.key
        return .keyAdded(to: peer.status.id, evicting: isFull ? longestUnused : nil)
    }

    private func registration(_ change: Registration.Change) -> Registration {
        Registration(
            change: change, name: name(in: change), key: claimant.key, keyOrigin: claimant.keyOrigin,
            address: claimant.address,
            userAgent: claimant.userAgent, nodeAddress: claimant.nodeAddress,
            addressTakenFrom: staleHolders.map(\.id).filter { $0 != change.peer },
            tokenHash: draw.tokenHash, tokenExpiresAt: tokenExpiry(change), at: now)
    }

    private func name(in change: Registration.Change) -> Name {
        switch change {
        case .newPeer(let new): new.name
        case .knownKey, .keyAdded: status(of: change.peer)?.name ?? facts.freeName
        }
    }

    /// Of one that this decision may be about.
    private func status(of peer: PeerID) -> PeerStatus? {
        let keyed = [facts.chosenPeer, facts.askedPeer].compactMap { $0 } + facts.addressHolders
        return ([facts.keyHolder].compactMap { $0 } + keyed.map(\.status)).first { $0.id == peer }
    }

    private var staleHolders: [PeerStatus] {
        guard !facts.addressIsShared, !claimant.address.isLoopback else { return [] }
        return facts.addressHolders.map(\.status).filter { !$0.holdsItsAddress(at: now, limits: limits) }
    }

    private var newPeer: NewPeer {
        let terms = pairing.terms
        let ends = passEnd
        let granted = bounds.map { terms.scopes.intersection($0.grantable(at: now)) } ?? terms.scopes
        let areas = bounds.map { terms.areas.intersection($0.areas) } ?? terms.areas
        return NewPeer(
            id: draw.peer, name: facts.freeName, kind: claimant.userAgent.kind, person: person,
            admittedBy: pairing.invitedBy, expiresAt: ends,
            permissions: granted.members.map { Permission($0, until: ends.earlier(bounds?.end(of: $0))) },
            areas: areas.intersection(facts.existingAreas))
    }

    /// Only an operator names a person. Services identify people by this name, so a guest pass, or a device that another
    /// device admitted, is never the owner's.
    private var person: Name {
        guard bounds == nil else { return NewPeer.guest }
        return pairing.terms.person ?? (pairing.terms.passLength == nil ? NewPeer.owner : NewPeer.guest)
    }

    /// No guest stays longer than its inviter.
    private var passEnd: Moment? {
        let own = pairing.terms.passLength.map { now + $0 }
        return own.earlier(bounds?.expiresAt)
    }

    /// A token never outlives its peer.
    private func tokenExpiry(_ change: Registration.Change) -> Moment {
        let ordinary = now + limits.peerTokenLife
        let peerEnd: Moment? =
            switch change {
            case .newPeer: passEnd
            case .knownKey, .keyAdded: status(of: change.peer)?.expiresAt
            }
        return peerEnd.map { min($0, ordinary) } ?? ordinary
    }
}

extension KeyedPeer {
    fileprivate var refusal: RegistrationRefusal { .ipConflict(status.id, status.name) }
}
