public import Core

/// What a record gives, by the kind of its thing.
public enum RecordBody: Hashable, Sendable {
    /// Of an admission.
    case nothing
    case node(NodeBody)
    case peer(PeerBody)
    case area(AreaBody)
    case service(ServiceBody)
    case token(TokenBody)
    case dismissal(DismissalBody)
    /// Of a later kith. It gives nothing, and this node refuses its thing.
    case notUnderstood
}

/// What a node says of itself. Nothing of it is authority.
public struct NodeBody: Hashable, Sendable {
    public let name: Name
    /// Whether it is always on: no battery, no laptop.
    public let stays: Bool
    /// Several nodes of one site may have one identity.
    public let site: String
    /// The first two characters of the join tokens that this node makes.
    public let mark: String

    public init(name: Name, stays: Bool, site: String = "", mark: String) {
        self.name = name
        self.stays = stays
        self.site = site
        self.mark = mark
    }
}

public struct PeerBody: Hashable, Sendable {
    public var name: Name
    public var kind: PeerKind
    /// Nil for a peer of no person.
    public var person: Name?
    public var createdAt: Moment
    /// Never earlier in a later record: a shorter pass takes the scopes and gives them again.
    public var until: Moment?
    /// Of the peer itself.
    public var giving: Giving
    public var keys: [KeyEntry]
    public var scopes: [ScopeEntry]
    public var areas: [LinkEntry]

    public init(
        name: Name, kind: PeerKind, person: Name?, createdAt: Moment, until: Moment? = nil, giving: Giving,
        keys: [KeyEntry] = [], scopes: [ScopeEntry] = [], areas: [LinkEntry] = []
    ) {
        self.name = name
        self.kind = kind
        self.person = person
        self.createdAt = createdAt
        self.until = until
        self.giving = giving
        self.keys = keys
        self.scopes = scopes
        self.areas = areas
    }

    /// The bytes by which takings name the person. Empty for none.
    public var foldedPerson: [UInt8] { person.map { Array($0.folded.utf8) } ?? [] }
}

public struct AreaBody: Hashable, Sendable {
    public var name: Name
    public var giving: Giving
    public var services: [LinkEntry]

    public init(name: Name, giving: Giving, services: [LinkEntry] = []) {
        self.name = name
        self.giving = giving
        self.services = services
    }
}

public struct ServiceBody: Hashable, Sendable {
    public var name: Name
    public var url: String
    public var giving: Giving

    public init(name: Name, url: String, giving: Giving) {
        self.name = name
        self.url = url
        self.giving = giving
    }
}

/// A bearer token or an app password, by its hash.
public struct TokenBody: Hashable, Sendable {
    public enum Kind: UInt8, CaseIterable, Sendable {
        case bearer = 1
        case appPassword = 2
    }

    public var kind: Kind
    public var name: Name
    public var hash: SecretHash
    public var peer: Thing
    public var issuedAt: Moment
    public var until: Moment?
    public var giving: Giving

    public init(
        kind: Kind, name: Name, hash: SecretHash, peer: Thing, issuedAt: Moment, until: Moment?, giving: Giving
    ) {
        self.kind = kind
        self.name = name
        self.hash = hash
        self.peer = peer
        self.issuedAt = issuedAt
        self.until = until
        self.giving = giving
    }
}

/// Makes the takings of a cut node, and of the nodes that only it admitted, invalid.
public struct DismissalBody: Hashable, Sendable {
    /// Nodes that the dismissed one admitted and whose takings still apply.
    public let keep: [NodeKey]

    public init(keep: [NodeKey] = []) { self.keep = keep }
}
