/// Who started a pairing and so admits the peer.
public enum Inviter: Hashable, Sendable {
    /// Whoever may use the control socket.
    case nodeOperator
    /// A peer that holds `invite`, or `admin`.
    case peer(PeerID)
}

/// What is known, at one moment, of a peer that invites.
public struct InviterStatus: Hashable, Sendable {
    public let peer: PeerID
    /// Whom the peer belongs to; so will those it invites.
    public let person: Name
    public let permissions: [Permission]
    public let areas: Set<AreaID>
    public let expiresAt: Moment?

    public init(peer: PeerID, person: Name, permissions: [Permission], areas: Set<AreaID>, expiresAt: Moment?) {
        self.peer = peer
        self.person = person
        self.permissions = permissions
        self.areas = areas
        self.expiresAt = expiresAt
    }

    /// One whose scopes end only with itself.
    public init(peer: PeerID, person: Name, scopes: Scopes, areas: Set<AreaID>, expiresAt: Moment?) {
        self.init(
            peer: peer, person: person, permissions: scopes.members.map { Permission($0) }, areas: areas,
            expiresAt: expiresAt)
    }

    public func mayInvite(at now: Moment) -> Bool {
        !permissions.scopes(at: now).isDisjoint(with: [.invite, .admin]) && !expiresAt.isOver(at: now)
    }

    /// Nil for one who holds `admin`, and so admits whom an operator could.
    func bounds(at now: Moment) -> InviterStatus? { permissions.scopes(at: now).contains(.admin) ? nil : self }

    /// Those of its own scopes that can be lent.
    public func grantable(at now: Moment) -> Scopes { permissions.scopes(at: now).intersection(.lendable) }

    /// What it lends it cannot lend for longer than it has it: a scope that ends for the inviter ends for the guest.
    func end(of scope: Scope) -> Moment? {
        expiresAt.earlier(permissions.first { $0.scope == scope }?.expiresAt)
    }
}
