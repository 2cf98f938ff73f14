/// The readers that an event concerns. Operators receive all events: for them it is the audit trail.
public enum Audience: Hashable, Sendable {
    case operators
    case everyone
    case peer(PeerID)
    /// Peers that are in the area when the event is delivered, not when it happened.
    case area(AreaID)
    /// Peers that may see this peer when the event is delivered: itself, and peers that share an area with it. A node
    /// is visible to all.
    case neighbours(of: PeerID)
}

/// A reader of events.
public enum EventReader: Hashable, Sendable {
    case nodeOperator
    /// Whether the peer holds `view`, and so sees its neighbours.
    case peer(PeerID, mayView: Bool)
}
