public import Core

extension Snapshot {
    /// Whether the peer still has this credential, and it has not expired.
    public func isValid(
        _ credential: CredentialReference, of peer: PeerID, at now: Moment
    ) throws(StorageFailure) -> Bool {
        switch credential {
        case .key(let key): try keyHolder(key).map { $0.id == peer && $0.isLive(at: now) } ?? false
        case .token(let hash): try token(hash).map { $0.peer == peer && $0.isLive(at: now) } ?? false
        case .session(let hash): try session(hash).map { $0.peer == peer && $0.isLive(at: now) } ?? false
        }
    }
}
