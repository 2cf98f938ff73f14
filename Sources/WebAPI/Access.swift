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
