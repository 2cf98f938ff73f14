import Core
import Store

extension SQLiteTransaction {
    func permissions(of peer: PeerID) throws(StorageFailure) -> [Permission] {
        try session.all(CredentialQuery.permissions, peer) { row throws(StorageFailure) in
            Permission(try row.word(), until: row.optionalMoment())
        }
    }

    func permissions(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [(peer: PeerID, scope: Scope)] {
        try session.all(CredentialQuery.permissionsDue, now, limit) { row throws(StorageFailure) in
            (peer: try row.identifier(), scope: try row.word())
        }
    }

    func grant(_ permission: Permission, to peer: PeerID, at now: Moment) throws(StorageFailure) {
        try session.run(
            CredentialQuery.grant, peer, permission.scope.rawValue, permission.expiresAt, now, try nextSequence())
    }

    func endPermission(_ scope: Scope, of peer: PeerID, at now: Moment) throws(StorageFailure) {
        try session.run(CredentialQuery.endPermission, now, try nextSequence(), peer, scope.rawValue)
    }

    /// Only of peers that have not ended. The caller checks whether it has expired.
    func token(_ hash: SecretHash) throws(StorageFailure) -> TokenRecord? {
        try session.first(CredentialQuery.token, hash) { row throws(StorageFailure) in
            TokenRecord(
                peer: try row.identifier(), key: try row.optionalOctets().map(PublicKey.init),
                keyOrigin: try row.optionalWord(), expiresAt: try row.moment(), peerExpiresAt: row.optionalMoment())
        }
    }

    func addToken(
        _ hash: SecretHash, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment
    ) throws(StorageFailure) {
        guard let id = try number(CredentialQuery.liveKey, key) else { throw programError("a token for no key") }
        try session.run(CredentialQuery.useKey, now, id)
        // A peer that asks for many must not have to wait for the jobs to delete expired ones: each query walks over
        // them.
        try session.run(CredentialQuery.deleteDeadTokensOfKey, id, now)
        try session.run(CredentialQuery.insertToken, hash, peer, id, now, until, try nextSequence())
    }

    func shortenTokens(
        of key: PublicKey, but kept: SecretHash, to moment: Moment, sparing spared: Int
    ) throws(StorageFailure) {
        let id = try number(CredentialQuery.liveKey, key)
        try session.run(CredentialQuery.shortenTokens, moment, id, kept, spared)
    }

    func endTokens(replacedBy hash: SecretHash, at now: Moment) throws(StorageFailure) {
        try session.run(CredentialQuery.endReplacedTokens, now, hash)
    }

    func keys(of peer: PeerID) throws(StorageFailure) -> [KeyRecord] {
        try session.all(CredentialQuery.keyRecords, peer) { row throws(StorageFailure) in
            KeyRecord(
                key: try row.key(), origin: try row.word(), nodeAddress: try row.optionalAddress(),
                addedAt: try row.moment(), lastUsed: try row.moment())
        }
    }

    func see(
        _ peer: PeerID, with key: PublicKey?, at address: HostAddress?, now: Moment
    ) throws(StorageFailure) {
        try session.run(PeerQuery.see, address, now, peer)
        guard let key else { return }
        try session.run(CredentialQuery.useKey, now, try number(CredentialQuery.liveKey, key))
    }

    func deleteCredentials(deadAt now: Moment, limit: Int) throws(StorageFailure) -> Int {
        try session.run(CredentialQuery.deleteDeadTokens, now, limit)
            + session.run(CredentialQuery.deleteDeadSessions, now, limit)
    }
}
