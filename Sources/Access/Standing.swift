public import Core
import Store

/// What a stored credential stands for: its peer, until when, and what the peer may do.
public struct Standing: Sendable {
    public let peer: PeerID
    /// The key that it is bound to, or that opened the session. Nil for a bearer token.
    public let key: PublicKey?
    public let keyOrigin: KeyOrigin
    /// Nil unless it is a session.
    public let purpose: SessionPurpose?
    /// The only host where a session is valid. Nil if that does not depend on the host.
    public let host: String?
    public let expiresAt: Moment
    /// When the peer itself expires, if it does.
    public let peerExpiresAt: Moment?
    /// Those that were not removed. Some may have expired.
    public let permissions: [Permission]
    /// When an app password was used, to the hour. Nil for everything else.
    public var lastUsed: Moment?

    public func isLive(at now: Moment) -> Bool { now < expiresAt && !peerExpiresAt.isOver(at: now) }
}

/// The standings of tokens and sessions, as of the last commit.
public final class Standings: Sendable {
    /// About 300 bytes each. More than the devices of most nodes use at once.
    private let cache = CommittedCache<CredentialReference, Standing>(capacity: 8_192)

    /// Apart from the others, so that nothing else ever finds an app password.
    private let appPasswords = CommittedCache<SecretHash, Standing>(capacity: 8_192)

    public init() {}

    /// Without asking the store.
    func knownAppPassword(_ hash: SecretHash, in repository: any Repository) -> Standing? {
        appPasswords.known(hash, in: repository)
    }

    func ofAppPassword(_ hash: SecretHash, in repository: any Repository) throws(StorageFailure) -> Standing? {
        try appPasswords.value(of: hash, in: repository) { store, _ throws(StorageFailure) in
            guard let password = try store.appPassword(hash) else { return nil }
            return Standing(
                peer: password.peer, key: nil, keyOrigin: .secure, purpose: nil, host: nil,
                expiresAt: Moment(milliseconds: .max), peerExpiresAt: password.peerExpiresAt,
                permissions: try store.permissions(of: password.peer), lastUsed: password.lastUsed)
        }
    }

    func ofToken(_ hash: SecretHash, in repository: any Repository) throws(StorageFailure) -> Standing? {
        try cache.value(of: .token(hash), in: repository) { store, _ throws(StorageFailure) in
            guard let token = try store.token(hash) else { return nil }
            return Standing(
                peer: token.peer, key: token.key, keyOrigin: token.keyOrigin ?? .secure, purpose: nil, host: nil,
                expiresAt: token.expiresAt, peerExpiresAt: token.peerExpiresAt,
                permissions: try store.permissions(of: token.peer))
        }
    }

    func ofSession(_ hash: SecretHash, in repository: any Repository) throws(StorageFailure) -> Standing? {
        try cache.value(of: .session(hash), in: repository) { store, _ throws(StorageFailure) in
            guard let session = try store.session(hash) else { return nil }
            return Standing(
                peer: session.peer, key: session.key, keyOrigin: session.keyOrigin, purpose: session.purpose,
                host: session.host,
                expiresAt: session.expiresAt, peerExpiresAt: session.peerExpiresAt,
                permissions: try store.permissions(of: session.peer))
        }
    }
}
