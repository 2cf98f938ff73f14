import PairingCore
import Registry

/// One who listens to events, by what it may.
struct EventListener: Hashable {
    enum Who: Hashable {
        case nodeOperator
        case peer(PeerID, by: Credential)
    }

    /// What the stream lives and dies with.
    enum Credential: Hashable {
        case key(PublicKey)
        case token(SecretHash)
        case session(SecretHash)
    }

    let who: Who
    /// It listens as operators do: it is one, or held `admin` when it came.
    let hearsAll: Bool

    static let nodeOperator = EventListener(who: .nodeOperator, hearsAll: true)

    var peer: PeerID? { if case .peer(let peer, _) = who { peer } else { nil } }
    var key: PublicKey? { if case .peer(_, .key(let key)) = who { key } else { nil } }

    /// What of the past it hears, as things stand now.
    func listener(in store: any Snapshot, at now: Moment) throws(StorageFailure) -> Listener {
        guard case .peer(let peer, _) = who else { return .nodeOperator }
        let scopes = try store.permissions(of: peer).scopes(at: now)
        return hearsAll && scopes.contains(.admin) ? .nodeOperator : .peer(peer, mayView: scopes.contains(.view))
    }

    /// A peer that heard everything, and no longer may.
    func hearsTooMuch(in store: any Snapshot, at now: Moment) throws(StorageFailure) -> Bool {
        guard hearsAll, let peer else { return false }
        return try !store.permissions(of: peer).scopes(at: now).contains(.admin)
    }

    /// When it is over by the clock, as things stand: its peer's pass, its token, its session.
    func end(in store: any Snapshot) throws(StorageFailure) -> Moment? {
        guard case .peer(let peer, let credential) = who else { return nil }
        let own: Moment? =
            switch credential {
            case .key: nil
            case .token(let hash): try store.token(hash)?.expiresAt
            case .session(let hash): try store.session(hash)?.expiresAt
            }
        return try own.earlier(store.peer(peer)?.expiresAt)
    }

    /// Whether it may still listen.
    func isGood(in store: any Snapshot, at now: Moment) throws(StorageFailure) -> Bool {
        switch who {
        case .nodeOperator: true
        case .peer(let peer, .key(let key)):
            try store.keyHolder(key).map { $0.id == peer && $0.isLive(at: now) } ?? false
        case .peer(let peer, .token(let hash)):
            try store.token(hash).map { $0.peer == peer && $0.isLive(at: now) } ?? false
        case .peer(let peer, .session(let hash)):
            try store.session(hash).map { $0.peer == peer && $0.isLive(at: now) } ?? false
        }
    }
}
