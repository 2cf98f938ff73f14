/// Who started a pairing and so admits the peer.
public enum Inviter: Hashable, Sendable {
    /// Whoever may use the control socket.
    case nodeOperator
    /// A peer that holds `invite`.
    case peer(PeerID)
}

/// What is known, at one moment, of a peer that invites.
public struct InviterStanding: Hashable, Sendable {
    public let peer: PeerID
    /// Whom the peer belongs to; so will those it invites.
    public let person: Name
    public let scopes: Scopes
    public let areas: Set<AreaID>
    public let expiresAt: Moment?

    public init(peer: PeerID, person: Name, scopes: Scopes, areas: Set<AreaID>, expiresAt: Moment?) {
        self.peer = peer
        self.person = person
        self.scopes = scopes
        self.areas = areas
        self.expiresAt = expiresAt
    }

    public func mayInvite(at now: Moment) -> Bool {
        scopes.contains(.invite) && !expiresAt.isOver(at: now)
    }

    /// Its own scopes, but never the two with which the circle would grow or be ruled by itself.
    public var grantable: Scopes { scopes.subtracting([.invite, .admin]) }
}
