public import Core

/// Which callers a route admits.
public enum Access: Hashable, Sendable {
    /// The request itself proves that it is allowed, or cannot do any harm.
    case anyone
    /// Programs of this machine.
    case thisMachine
    /// Operators, and peers that hold this scope or `admin`.
    case holders(of: Scope)
    /// Any peer, about itself.
    case peers
    /// A client that proves the key of a peer.
    case keyHolders
    /// A client with a ticket, which is valid once.
    case ticket(String)
}
