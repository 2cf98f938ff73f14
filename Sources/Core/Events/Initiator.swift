/// Who caused an event, as the audit trail says it.
public enum Initiator: Hashable, Sendable {
    /// An operator, by the control socket, of whom nothing more is known.
    case nodeOperator
    /// An operator whose user of this machine the kernel told.
    case user(UInt32)
    /// A peer: one that holds `admin` or `invite`, or the one that the event is about.
    case peer(PeerID)
    /// The agent by itself: the time of something ran out.
    case agent

    public init(_ inviter: Inviter) {
        self =
            switch inviter {
            case .nodeOperator: .nodeOperator
            case .peer(let peer): .peer(peer)
            }
    }

    /// As the row of a peer keeps it, which knows operators and peers.
    public var inviter: Inviter {
        switch self {
        case .nodeOperator, .user, .agent: .nodeOperator
        case .peer(let peer): .peer(peer)
        }
    }

    /// `by`, and the number of the user where it is known: a name can change its owner.
    var fields: [EventField] {
        switch self {
        case .nodeOperator: [.text("by", "operator")]
        case .user(let uid): [.text("by", "operator"), .integer("by_uid", Int64(uid))]
        case .peer(let peer): [.text("by", peer.description)]
        case .agent: [.text("by", "agent")]
        }
    }
}

/// A peer, and what it was called when the event happened.
public struct NamedPeer: Hashable, Sendable {
    public let id: PeerID
    public let name: Name

    public init(_ id: PeerID, _ name: Name) {
        self.id = id
        self.name = name
    }

    var fields: [EventField] { [.peer(id), .name(name)] }
}
