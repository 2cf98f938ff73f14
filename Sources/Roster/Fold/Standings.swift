public import Core

/// A peer that is admitted. Whether its pass has expired is a question of time, and asked when it is used.
public struct PeerStanding: Hashable, Sendable {
    public let thing: Thing
    public let name: Name
    public let kind: PeerKind
    public let person: Name?
    public let createdAt: Moment
    /// Nil: never.
    public let until: Moment?
    public let keys: [PublicKey: KeyStanding]
    public let scopes: [Scope: End]
    public let areas: Set<Thing>

    public func isLive(at now: Moment) -> Bool { !until.isOver(at: now) }

    public var foldedPerson: String? { person?.folded }
}

/// When something ends. Unlike an optional, it can be a value in a dictionary.
public struct End: Hashable, Sendable {
    public let moment: Moment?
    public static let never = End(nil)

    public init(_ moment: Moment?) { self.moment = moment }

    public func isOver(at now: Moment) -> Bool { moment.isOver(at: now) }

    /// The later of two ends.
    func later(_ other: End) -> End {
        guard let moment, let end = other.moment else { return .never }
        return End(max(moment, end))
    }
}

public struct KeyStanding: Hashable, Sendable {
    /// Plain if any entry that counts says so, at whatever node.
    public let origin: KeyOrigin
    public let place: String
    /// The highest sign-out. Nil if there was none.
    public let signedOut: Generation?

    /// Whether a session of this generation has ended.
    func isSignedOut(_ session: Generation) -> Bool { signedOut.map { session <= $0 } ?? false }
}

public struct AreaStanding: Hashable, Sendable {
    public let thing: Thing
    public let name: Name
    public let isEnabled: Bool
    public let services: Set<Thing>
}

public struct ServiceStanding: Hashable, Sendable {
    public let thing: Thing
    public let name: Name
    public let url: String
}

public struct TokenStanding: Hashable, Sendable {
    public let thing: Thing
    public let kind: TokenBody.Kind
    public let name: Name
    public let hash: SecretHash
    public let peer: Thing
    public let issuedAt: Moment
    public let until: Moment?
}
