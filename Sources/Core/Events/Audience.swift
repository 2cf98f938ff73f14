/// Whom an event concerns. Operators hear everything: for them it is the audit trail.
public enum Audience: Hashable, Sendable {
    case operators
    case everyone
    case peer(PeerID)
    /// Whoever is assigned to the area when it is delivered, not when it happened.
    case area(AreaID)
    /// Whoever may see this peer when it is delivered: itself, and those who share an area with it; a node everybody.
    case neighbours(of: PeerID)
}

/// One who listens.
public enum EventReader: Hashable, Sendable {
    case nodeOperator
    /// With whether it holds `view`, and so sees its neighbours.
    case peer(PeerID, mayView: Bool)
}
