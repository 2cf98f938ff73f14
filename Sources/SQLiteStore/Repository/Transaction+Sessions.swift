import Core
import Store

// Credentials without a proof by a key for each request: bearer tokens, and sessions of cookies.
extension SQLiteTransaction {
    func bearerTokens(of peer: PeerID) throws(StorageFailure) -> [BearerRecord] {
        try session.all(CredentialQuery.bearerTokens, peer) { row throws(StorageFailure) in
            BearerRecord(hash: try row.hash(), issuedAt: try row.moment(), expiresAt: try row.moment())
        }
    }

    func addBearerToken(
        _ hash: SecretHash, of peer: PeerID, at now: Moment, until: Moment
    ) throws(StorageFailure) {
        try session.run(CredentialQuery.insertToken, hash, peer, Int64?.none, now, until, try nextSequence())
    }

    func deleteToken(_ hash: SecretHash) throws(StorageFailure) {
        try session.run(CredentialQuery.deleteToken, hash)
    }

    func session(_ hash: SecretHash) throws(StorageFailure) -> SessionRecord? {
        try session.first(CredentialQuery.session, hash) { row throws(StorageFailure) in
            SessionRecord(
                peer: try row.identifier(), key: try row.key(), keyOrigin: try row.word(), purpose: try row.word(),
                host: row.optionalText(), expiresAt: try row.moment(), peerExpiresAt: row.optionalMoment())
        }
    }

    func addSession(_ new: NewSession, at now: Moment, most: Int) throws(StorageFailure) {
        guard let id = try number(CredentialQuery.liveKey, new.key) else { throw programError("a session for no key") }
        let purpose = new.purpose.rawValue
        try session.run(CredentialQuery.useKey, now, id)
        try session.run(CredentialQuery.deleteOldSessions, id, purpose, most - 1, new.host == nil)
        try session.run(
            CredentialQuery.insertSession, new.hash, new.peer, id, purpose, new.host, now, new.until)
    }

    func prolongSession(_ hash: SecretHash, until: Moment) throws(StorageFailure) {
        try session.run(CredentialQuery.prolongSession, until, hash)
    }

    func deleteSessions(of key: PublicKey) throws(StorageFailure) {
        guard let id = try number(CredentialQuery.liveKey, key) else { return }
        try session.run(CredentialQuery.deleteSessionsOfKey, id)
    }
}
