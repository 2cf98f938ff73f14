public import Core

/// Who gave an entry. The record's author signs for it.
public enum Giver: Hashable, Sendable {
    /// The operator at the record's author.
    case operatorHere
    /// The operator at another node, who asked the author for it.
    case operatorAt(NodeKey)
    /// A peer with `invite` or `admin`.
    case peer(Thing)
}

/// What each part of a record that gives has: its own generation and giver. It keeps both when the record is said again
/// for something else.
public struct Giving: Hashable, Sendable {
    public let generation: Generation
    public let by: Giver

    public init(_ generation: Generation, by: Giver = .operatorHere) {
        self.generation = generation
        self.by = by
    }
}

/// A key of a peer.
public struct KeyEntry: Hashable, Sendable {
    public let key: PublicKey
    public let origin: KeyOrigin
    /// The address of the page that made the key. A browser keeps it for that address only.
    public let place: String
    public let giving: Giving

    public init(_ key: PublicKey, _ origin: KeyOrigin, place: String = "", _ giving: Giving) {
        self.key = key
        self.origin = origin
        self.place = place
        self.giving = giving
    }
}

/// A scope of a peer.
public struct ScopeEntry: Hashable, Sendable {
    public let scope: Scope
    public let until: Moment?
    public let giving: Giving

    public init(_ scope: Scope, until: Moment? = nil, _ giving: Giving) {
        self.scope = scope
        self.until = until
        self.giving = giving
    }
}

/// A thing that belongs to another: an area of a peer, or a service of an area.
public struct LinkEntry: Hashable, Sendable {
    public let thing: Thing
    public let giving: Giving

    public init(_ thing: Thing, _ giving: Giving) {
        self.thing = thing
        self.giving = giving
    }
}
