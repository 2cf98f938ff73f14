/// Who gets a bearer token: a program, which has no key.
public enum TokenBearer: Hashable, Sendable {
    case peer(PeerID)
    /// The live peer of this name, or a new one without a key. The terms of a new one are nil if the peer may exist.
    case named(Name, person: Name?, scopes: Scopes?)
}
