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
    func checked(limits: Limits) throws(FieldRejection) {
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
