/// What the operator, or a peer that may invite, asks a pairing to give. Checked, not yet bounded by who asks.
public struct PairingTerms: Hashable, Sendable {
    public var life: Duration?
    public var name: Name?
    /// Whom the device belongs to. Nil: the owner.
    public var person: Name?
    /// An existing peer that gets this key as a further one. All else of the terms is then without meaning.
    public var peer: PeerID?
    public var scopes: Scopes
    public var areas: Set<AreaID>
    /// A guest pass: peer, token and permissions end this long after registration.
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

    /// A peer that invites gives at most what it has. To ask for more is an error, not silently less.
    func checked(against inviter: InviterStatus, at now: Moment) throws(FieldRejection) {
        guard inviter.grantable(at: now).isSuperset(of: scopes) else {
            throw FieldRejection(field: "scopes", problem: .notYours)
        }
        guard inviter.areas.isSuperset(of: areas) else { throw FieldRejection(field: "areas", problem: .notYours) }
        guard peer == nil else { throw FieldRejection(field: "peer", problem: .notYours) }
        guard person == nil else { throw FieldRejection(field: "person", problem: .notYours) }
    }
}
