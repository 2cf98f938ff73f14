public import Core

/// Reads what a peer may do and what it proves itself with: permissions, tokens, sessions.
public protocol CredentialReads {
    /// Those not taken away; some may have run out.
    func permissions(of peer: PeerID) throws(StorageFailure) -> [Permission]
    func permissions(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [(peer: PeerID, scope: Scope)]
    func token(_ hash: SecretHash) throws(StorageFailure) -> TokenRecord?
    /// The oldest first; some may have run out.
    func bearerTokens(of peer: PeerID) throws(StorageFailure) -> [BearerRecord]
    /// By a live key of a peer that has not ended; whether it has run out is for the caller to see.
    func session(_ hash: SecretHash) throws(StorageFailure) -> SessionRecord?
}

/// Changes what a peer may do and what it proves itself with: permissions, tokens, sessions.
public protocol CredentialWrites {
    func grant(_ permission: Permission, to peer: PeerID, at now: Moment) throws(StorageFailure)
    func endPermission(_ scope: Scope, of peer: PeerID, at now: Moment) throws(StorageFailure)
    func addToken(_ hash: SecretHash, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment)
        throws(StorageFailure)
    /// Other tokens of this key end at `moment` at the latest, but for the `spared` oldest of those that live longer.
    func shortenTokens(
        of key: PublicKey, but kept: SecretHash, to moment: Moment, sparing spared: Int) throws(StorageFailure)
    /// This token was used: those of its key that are not younger are dead.
    func endTokens(replacedBy hash: SecretHash, at now: Moment) throws(StorageFailure)
    func addBearerToken(_ hash: SecretHash, of peer: PeerID, at now: Moment, until: Moment) throws(StorageFailure)
    func deleteToken(_ hash: SecretHash) throws(StorageFailure)
    /// Of this key and purpose, at most `most` stay, the newest.
    func addSession(
        _ hash: SecretHash, for purpose: SessionPurpose, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment,
        most: Int
    ) throws(StorageFailure)
    func prolongSession(_ hash: SecretHash, until: Moment) throws(StorageFailure)
    func deleteSessions(of key: PublicKey) throws(StorageFailure)
    func deleteCredentials(deadAt now: Moment, limit: Int) throws(StorageFailure) -> Int
}
