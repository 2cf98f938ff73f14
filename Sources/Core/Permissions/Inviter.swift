/// The operator or peer that started a pairing, and so admits the new peer.
public enum Inviter: Hashable, Sendable {
    /// Any user of the control socket.
    case nodeOperator
    /// A peer that holds `invite` or `admin`.
    case peer(PeerID)
}

/// An inviting peer at one moment.
public struct InviterStatus: Hashable, Sendable {
    public let peer: PeerID
    public let permissions: [Permission]
    public let areas: Set<AreaID>
    public let expiresAt: Moment?

    public init(peer: PeerID, permissions: [Permission], areas: Set<AreaID>, expiresAt: Moment?) {
        self.peer = peer
        self.permissions = permissions
        self.areas = areas
        self.expiresAt = expiresAt
    }

    /// For a peer whose scopes expire only with it.
    public init(peer: PeerID, scopes: Scopes, areas: Set<AreaID>, expiresAt: Moment?) {
        self.init(
            peer: peer, permissions: scopes.members.map { Permission($0) }, areas: areas,
            expiresAt: expiresAt)
    }

    public func mayInvite(at now: Moment) -> Bool {
        !permissions.scopes(at: now).isDisjoint(with: [.invite, .admin]) && !expiresAt.isOver(at: now)
    }

    /// Returns nil for a holder of `admin`, who may grant what an operator may.
    func bounds(at now: Moment) -> InviterStatus? { permissions.scopes(at: now).contains(.admin) ? nil : self }

    /// Those of its scopes that it can pass on.
    public func grantable(at now: Moment) -> Scopes { permissions.scopes(at: now).intersection(.lendable) }

    /// A peer cannot pass on a scope for longer than it has it itself.
    func end(of scope: Scope) -> Moment? {
        expiresAt.earlier(permissions.first { $0.scope == scope }?.expiresAt)
    }
}
