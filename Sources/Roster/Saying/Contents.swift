public import Core

/// What a peer is to have, without generations.
public struct PeerContent: Hashable, Sendable {
    public let name: Name
    public let kind: PeerKind
    public let person: Name?
    public let createdAt: Moment
    public let until: Moment?
    public let keys: [Key]
    public let scopes: [Permission]
    public let areas: [Thing]

    public struct Key: Hashable, Sendable {
        public let key: PublicKey
        public let origin: KeyOrigin
        public let place: String

        public init(_ key: PublicKey, _ origin: KeyOrigin, place: String = "") {
            self.key = key
            self.origin = origin
            self.place = place
        }
    }

    public init(
        name: Name, kind: PeerKind, person: Name?, createdAt: Moment, until: Moment?, keys: [Key],
        scopes: [Permission], areas: [Thing]
    ) {
        self.name = name
        self.kind = kind
        self.person = person
        self.createdAt = createdAt
        self.until = until
        self.keys = keys
        self.scopes = scopes
        self.areas = areas
    }
}

/// The same of an area.
public struct AreaContent: Hashable, Sendable {
    public let name: Name
    public let isEnabled: Bool
    public let services: [Thing]

    public init(name: Name, isEnabled: Bool, services: [Thing]) {
        self.name = name
        self.isEnabled = isEnabled
        self.services = services
    }
}
