public import Core

/// Reads permissions, tokens and sessions of a peer.
public protocol CredentialReads {
    /// Permissions that were not removed. Some may have expired.
    func permissions(of peer: PeerID) throws(StorageFailure) -> [Permission]
    func permissions(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [(peer: PeerID, scope: Scope)]
    func token(_ hash: SecretHash) throws(StorageFailure) -> TokenRecord?
    /// The oldest first. Some may have expired.
    func bearerTokens(of peer: PeerID) throws(StorageFailure) -> [BearerRecord]
    /// A session of a live key, of a peer that has not ended. The caller checks whether it has expired.
    func session(_ hash: SecretHash) throws(StorageFailure) -> SessionRecord?
}

/// Changes permissions, tokens and sessions of a peer.
public protocol CredentialWrites {
    func grant(_ permission: Permission, to peer: PeerID, at now: Moment) throws(StorageFailure)
    func endPermission(_ scope: Scope, of peer: PeerID, at now: Moment) throws(StorageFailure)
    func addToken(_ hash: SecretHash, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment)
        throws(StorageFailure)
    /// Other tokens of this key expire at `moment` at the latest, except the `spared` oldest of those that live longer.
    func shortenTokens(
        of key: PublicKey, but kept: SecretHash, to moment: Moment, sparing spared: Int) throws(StorageFailure)
    /// This token was used: tokens of its key that are not newer end.
    func endTokens(replacedBy hash: SecretHash, at now: Moment) throws(StorageFailure)
    func addBearerToken(_ hash: SecretHash, of peer: PeerID, at now: Moment, until: Moment) throws(StorageFailure)
    func deleteToken(_ hash: SecretHash) throws(StorageFailure)
    /// Keeps at most `most` sessions of this key and purpose, the newest ones. Those of single hosts are counted apart.
    func addSession(_ session: NewSession, at now: Moment, most: Int) throws(StorageFailure)
    func prolongSession(_ hash: SecretHash, until: Moment) throws(StorageFailure)
    func deleteSessions(of key: PublicKey) throws(StorageFailure)
    func deleteCredentials(deadAt now: Moment, limit: Int) throws(StorageFailure) -> Int
}
