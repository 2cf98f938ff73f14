import Core

/// A model of the store that holds to its rules: one live peer a key, one live peer a name, all or nothing.
struct WalkRegistry {
    private(set) var peers: [PeerID: WalkPeer] = [:]
    private(set) var areas: Set<AreaID>
    private var tokens: Set<SecretHash> = []
    private let limits: Limits

    init(limits: Limits, areas: Set<AreaID>) {
        self.limits = limits
        self.areas = areas
    }

    mutating func change(_ id: PeerID, _ body: (inout WalkPeer) -> Void) {
        if var peer = peers[id] {
            body(&peer)
            peers[id] = peer
        }
    }

    mutating func remove(_ area: AreaID) {
        areas.remove(area)
        for id in peers.keys { change(id) { $0.areas.remove(area) } }
    }

    mutating func add(_ area: AreaID) { areas.insert(area) }

    mutating func end(_ id: PeerID) {
        change(id) {
            $0.hasEnded = true
            $0.keys = []
            $0.isOnline = false
        }
    }

    /// Rows of ended peers stay in a store. A walk forgets them, so that it does not slow down.
    mutating func clean(at now: Moment) { peers = peers.filter { $0.value.isLive(at: now) } }

    func livePeers(at now: Moment) -> [WalkPeer] {
        peers.values.filter { $0.isLive(at: now) }.sorted { $0.id < $1.id }
    }

    /// As a store does where two ids meet.
    func free(_ id: PeerID) -> PeerID { peers[id] == nil ? id : free(id.next) }

    func holder(of key: PublicKey) -> WalkPeer? {
        peers.values.first { peer in peer.keys.contains { $0.key == key } }
    }

    func holders(of address: HostAddress) -> [KeyedPeer] {
        peers.values.filter { !$0.hasEnded && $0.address == address }.map(\.keyed)
            .sorted { $0.status.id < $1.status.id }
    }

    private func isTaken(_ name: Name) -> Bool {
        let folded = name.folded
        return peers.values.contains { !$0.hasEnded && $0.folded == folded }
    }
}

extension WalkRegistry {
    func startFacts(
        _ terms: PairingTerms, by inviter: PeerID?, open: [Pairing], now: Moment
    ) -> StartFacts {
        let open = open.filter { !$0.state.isFinal && now < $0.expiresAt }
        return StartFacts(
            openPairings: open.count,
            openPairingsOfInviter: inviter.map { peer in open.count { $0.invitedBy == .peer(peer) } } ?? 0,
            inviter: inviter.map { inviterStatus($0, now: now) }, unknownAreas: terms.areas.subtracting(areas),
            chosenPeerIsLive: terms.peer.map { peers[$0]?.isLive(at: now) ?? false } ?? true)
    }

    private func inviterStatus(_ id: PeerID, now: Moment) -> InviterStatus {
        guard let peer = peers[id], peer.isLive(at: now) else {
            return InviterStatus(peer: id, scopes: .none, areas: [], expiresAt: now)
        }
        return peer.inviter
    }

    func registrationFacts(_ pairing: Pairing, now: Moment) -> RegistrationFacts {
        guard let claimant = pairing.state.claimant else {
            return RegistrationFacts(livePeers: 0, freeName: NewPeer.owner)
        }
        let name = pairing.proposedName(for: claimant).firstFree { isTaken($0) }
        var facts = RegistrationFacts(
            keyHolder: holder(of: claimant.key)?.status, addressHolders: holders(of: claimant.address),
            livePeers: livePeers(at: now).count, freeName: name, existingAreas: areas)
        facts.chosenPeer = pairing.terms.peer.flatMap { peers[$0]?.keyed }
        if case .pinVerified(let verified) = pairing.state {
            facts.askedPeer = verified.askedAbout.flatMap { peers[$0]?.keyed }
        }
        if case .peer(let inviter) = pairing.invitedBy { facts.inviter = inviterStatus(inviter, now: now) }
        return facts
    }

    /// Writes all of it, or finds what a store would have refused.
    mutating func write(_ registration: Registration) throws(Violation) {
        try require(tokens.insert(registration.tokenHash).inserted, "a token hash came twice")
        if let holder = holder(of: registration.key), !holder.isLive(at: registration.at) { end(holder.id) }
        for peer in registration.addressTakenFrom { change(peer) { $0.address = nil } }
        switch registration.change {
        case .newPeer(let new): try insert(new, registration)
        case .knownKey(let peer):
            try require(holder(of: registration.key)?.id == peer, "a known key is not that peer's")
            touch(peer, registration)
        case .keyAdded(to: let peer, evicting: let evicted):
            try require(holder(of: registration.key) == nil, "the key is another's already")
            change(peer) { $0.keys.removeAll { $0.key == evicted } }
            touch(peer, registration)
            change(peer) { $0.keys.append(KeyUse(key: registration.key, lastUsed: registration.at)) }
        }
        try checkRules(registration)
    }

    private mutating func insert(_ new: NewPeer, _ registration: Registration) throws(Violation) {
        try require(peers[new.id] == nil, "a peer id came twice")
        try require(!isTaken(new.name), "two live peers of one name")
        try require(holder(of: registration.key) == nil, "the key is another's already")
        peers[new.id] = WalkPeer(
            id: new.id, name: new.name, folded: new.name.folded, person: new.person, expiresAt: new.expiresAt,
            permissions: new.permissions,
            areas: new.areas, address: registration.address,
            keys: [KeyUse(key: registration.key, lastUsed: registration.at)], lastSeen: registration.at)
    }

    private mutating func touch(_ peer: PeerID, _ registration: Registration) {
        change(peer) {
            $0.address = registration.address
            $0.lastSeen = registration.at
        }
    }

    private func checkRules(_ registration: Registration) throws(Violation) {
        guard let peer = peers[registration.peer] else { throw Violation(description: "nobody was written") }
        try require(peer.isLive(at: registration.at), "a peer was admitted that is not live")
        try require(peer.address == registration.address, "an admitted peer is without its address")
        try require((1...limits.keysOfAPeer).contains(peer.keys.count), "\(peer.keys.count) keys of a peer")
        try require(livePeers(at: registration.at).count <= limits.livePeers, "more live peers than the limit")
        try require(
            peer.expiresAt.map { registration.tokenExpiresAt <= $0 } ?? true, "a token that outlives its peer")
        try require(registration.tokenExpiresAt > registration.at, "a token that is dead when it is made")
    }
}
