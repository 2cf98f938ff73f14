public import Core
public import Store

/// A stream of events, with what its opener may see.
public struct EventSubscriber: Hashable, Sendable {
    public enum Identity: Hashable, Sendable {
        case nodeOperator
        case peer(PeerID, by: CredentialReference)
    }

    public let identity: Identity
    /// Whether it receives the events of operators: it is one, or held `admin` when it connected.
    public let receivesAll: Bool

    public static let nodeOperator = EventSubscriber(.nodeOperator, receivesAll: true)

    public init(_ identity: Identity, receivesAll: Bool) {
        self.identity = identity
        self.receivesAll = receivesAll
    }

    var peer: PeerID? { if case .peer(let peer, _) = identity { peer } else { nil } }
    var key: PublicKey? { if case .peer(_, .key(let key)) = identity { key } else { nil } }
}

extension Snapshot {
    /// The past events that this subscriber may read now.
    public func reader(_ subscriber: EventSubscriber, at now: Moment) throws(StorageFailure) -> EventReader {
        guard case .peer(let peer, _) = subscriber.identity else { return .nodeOperator }
        let scopes = try permissions(of: peer).scopes(at: now)
        return subscriber.receivesAll && scopes.contains(.admin)
            ? .nodeOperator : .peer(peer, mayView: scopes.contains(.view))
    }

    /// Whether the credential that opened the stream is still valid.
    func isValid(_ subscriber: EventSubscriber, at now: Moment) throws(StorageFailure) -> Bool {
        guard case .peer(let peer, let credential) = subscriber.identity else { return true }
        return try isValid(credential, of: peer, at: now)
    }

    /// Whether this peer received all events and no longer may.
    func receivesTooMuch(_ subscriber: EventSubscriber, at now: Moment) throws(StorageFailure) -> Bool {
        guard subscriber.receivesAll, let peer = subscriber.peer else { return false }
        return try !permissions(of: peer).scopes(at: now).contains(.admin)
    }

    /// When it expires: with its peer's pass, its token or its session, whichever is first.
    func end(of subscriber: EventSubscriber) throws(StorageFailure) -> Moment? {
        guard case .peer(let peer, let credential) = subscriber.identity else { return nil }
        let own: Moment? =
            switch credential {
            case .key: nil
            case .token(let hash): try token(hash)?.expiresAt
            case .session(let hash): try session(hash)?.expiresAt
            }
        return try own.earlier(self.peer(peer)?.expiresAt)
    }
}
