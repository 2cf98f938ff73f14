public import Core

/// A stored app password: a secret for one native app of a peer.
public struct AppPasswordRecord: Hashable, Sendable {
    public let hash: SecretHash
    public let peer: PeerID
    /// What its peer calls the app.
    public let name: Name
    public let createdAt: Moment
    /// To the hour. Nil if it was not used yet.
    public let lastUsed: Moment?
    /// When the peer itself expires, if it does.
    public let peerExpiresAt: Moment?

    public var id: TokenID { TokenID(hash) }

    public init(
        hash: SecretHash, peer: PeerID, name: Name, createdAt: Moment, lastUsed: Moment?, peerExpiresAt: Moment?
    ) {
        self.hash = hash
        self.peer = peer
        self.name = name
        self.createdAt = createdAt
        self.lastUsed = lastUsed
        self.peerExpiresAt = peerExpiresAt
    }

    public func isLive(at now: Moment) -> Bool { !peerExpiresAt.isOver(at: now) }
}

public protocol AppPasswordReads {
    /// Only of a peer that has not ended. The caller checks whether the peer has expired.
    func appPassword(_ hash: SecretHash) throws(StorageFailure) -> AppPasswordRecord?
    /// The oldest first.
    func appPasswords(of peer: PeerID) throws(StorageFailure) -> [AppPasswordRecord]
}

public protocol AppPasswordWrites {
    func addAppPassword(_ hash: SecretHash, named name: Name, of peer: PeerID, at now: Moment) throws(StorageFailure)
    func noteUse(ofAppPassword hash: SecretHash, at now: Moment) throws(StorageFailure)
    func deleteAppPassword(_ hash: SecretHash) throws(StorageFailure)
}
