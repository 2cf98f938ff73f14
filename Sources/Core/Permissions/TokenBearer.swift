/// For whom a bearer token is: a program, which has no key to prove.
public enum TokenBearer: Hashable, Sendable {
    case peer(PeerID)
    /// The live peer of this name, or a new one without a key. What is said of a new one is nil for one that may be there.
    case named(Name, person: Name?, scopes: Scopes?)
}
