/// What an inviter wants a pairing to grant. Checked, but not yet bounded by the inviter's own rights.
public struct PairingTerms: Hashable, Sendable {
    public var life: Duration?
    public var name: Name?
    /// The owner of the device. Nil means the owner of the node.
    public var person: Name?
    /// An existing peer that gets this key as a further one. All other terms are then ignored.
    public var peer: PeerID?
    public var scopes: Scopes
    public var areas: Set<AreaID>
    /// Whether the inviter said nothing about areas. Only until the pairing starts: see ``joining(_:invitedBy:at:)``.
    public var leavesAreasOpen = false
    /// A guest pass: peer, token and permissions expire this long after registration.
    public var passLength: Duration?

    public init(
        life: Duration? = nil, name: Name? = nil, person: Name? = nil, peer: PeerID? = nil,
        scopes: Scopes = .byDefault, areas: Set<AreaID> = [], passLength: Duration? = nil
    ) {
        self.life = life
        self.name = name
        self.person = person
        self.peer = peer
        self.scopes = scopes
        self.areas = areas
        self.passLength = passLength
    }
}

extension PairingTerms {
    /// The same with the default area, if the inviter left the areas open. Not for a guest, and not for a device that has a
    /// peer already. A peer that invites gives no area that it does not have, and its own guests are guests too.
    public func joining(
        _ area: AreaID?, invitedBy inviter: InviterStatus?, at now: Moment
    ) -> PairingTerms {
        guard leavesAreasOpen else { return self }
        var terms = self
        terms.leavesAreasOpen = false
        guard let area, peer == nil, passLength == nil else { return terms }
        if let bounds = inviter?.bounds(at: now) {
            guard bounds.areas.contains(area), bounds.expiresAt == nil else { return terms }
        }
        terms.areas.insert(area)
        return terms
    }

    func checked(limits: Limits) throws(FieldRejection) {
        guard areas.count <= Limits.areasOfAPeer else {
            throw FieldRejection(field: "areas", problem: .tooMany(limit: Limits.areasOfAPeer))
        }
        let lives = limits.shortestPairingLife...limits.longestPairingLife
        if let life, !lives.contains(life) {
            throw FieldRejection(
                field: "ttl", problem: .outOfRange(lowest: lives.lowerBound, highest: lives.upperBound))
        }
        guard let passLength else { return }
        guard passLength > .zero else { throw FieldRejection(field: "expires_in", problem: .notInTheFuture) }
        guard passLength <= limits.longestPass else {
            throw FieldRejection(
                field: "expires_in", problem: .outOfRange(lowest: .zero, highest: limits.longestPass))
        }
    }

    /// A peer that invites can grant at most what it has. Asking for more is an error, and is not silently reduced.
    func checked(against inviter: InviterStatus, at now: Moment) throws(FieldRejection) {
        guard inviter.grantable(at: now).isSuperset(of: scopes) else {
            throw FieldRejection(field: "scopes", problem: .notYours)
        }
        guard inviter.areas.isSuperset(of: areas) else { throw FieldRejection(field: "areas", problem: .notYours) }
        guard peer == nil else { throw FieldRejection(field: "peer", problem: .notYours) }
        guard person == nil else { throw FieldRejection(field: "person", problem: .notYours) }
    }
}
