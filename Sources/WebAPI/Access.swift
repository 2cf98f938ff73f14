public import Core

/// Who may ask for something at all.
public enum Access: Hashable, Sendable {
    /// What is asked shows by itself that it may be, or harms nobody.
    case anyone
    /// This machine itself.
    case thisMachine
    /// Operators, and peers that hold this scope or `admin`.
    case holders(of: Scope)
    /// Any peer, for itself.
    case peers
    /// Whoever shows the key of a peer.
    case keyHolders
    /// Whoever holds a ticket, which counts once.
    case ticket(String)
}

extension Route {
    public var access: Access {
        switch self {
        case .health, .page, .join: .anyone
        case .ready, .metrics: .thisMachine
        case .pairings(.start): .holders(of: .invite)
        case .pairings, .status: .holders(of: .admin)
        case .events(.stream(let wish)): wish.ticket.map { .ticket($0) } ?? .peers
        case .events: .peers
        case .peers(.list): .holders(of: .view)
        case .peers, .issueToken, .revokePerson: .holders(of: .admin)
        case .nodes: .holders(of: .view)
        case .own(.renewToken), .own(.openSession): .keyHolders
        case .own: .peers
        }
    }

    /// By what it is counted: a name for each kind of route, so that no peer can add one.
    public enum Label: String, CaseIterable, Sendable {
        case other, health, ready, metrics, page, join, pairings, peers, tokens, persons, nodes, own = "self", events
        case status

        public var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    public var label: Label {
        switch self {
        case .health: .health
        case .ready: .ready
        case .metrics: .metrics
        case .page: .page
        case .join: .join
        case .pairings: .pairings
        case .peers: .peers
        case .issueToken: .tokens
        case .revokePerson: .persons
        case .nodes: .nodes
        case .own: .own
        case .events: .events
        case .status: .status
        }
    }
}
