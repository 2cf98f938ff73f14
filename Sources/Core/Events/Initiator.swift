/// Who caused an event, for the audit trail.
public enum Initiator: Hashable, Sendable {
    /// An operator on the control socket, if nothing more is known.
    case nodeOperator
    /// An operator whose user the kernel reported.
    case user(UInt32)
    /// A peer: one that holds `admin` or `invite`, or the one that the event is about.
    case peer(PeerID)
    /// The agent itself: something expired.
    case agent

    public init(_ inviter: Inviter) {
        self =
            switch inviter {
            case .nodeOperator: .nodeOperator
            case .peer(let peer): .peer(peer)
            }
    }

    /// The form in the row of a peer, which stores only operators and peers.
    public var inviter: Inviter {
        switch self {
        case .nodeOperator, .user, .agent: .nodeOperator
        case .peer(let peer): .peer(peer)
        }
    }

    /// `by`, and the number of the user if it is known: the owner of a name can change.
    var fields: [EventField] {
        switch self {
        case .nodeOperator: [.text("by", "operator")]
        case .user(let uid): [.text("by", "operator"), .integer("by_uid", Int64(uid))]
        case .peer(let peer): [.text("by", peer.description)]
        case .agent: [.text("by", "agent")]
        }
    }
}

/// A peer, and its name when the event happened.
public struct NamedPeer: Hashable, Sendable {
    public let id: PeerID
    public let name: Name

    public init(_ id: PeerID, _ name: Name) {
        self.id = id
        self.name = name
    }

    var fields: [EventField] { [.peer(id), .name(name)] }
}
