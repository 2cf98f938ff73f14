import Core
import Store

extension SQLiteTransaction {
    func appPassword(_ hash: SecretHash) throws(StorageFailure) -> AppPasswordRecord? {
        try session.first(AppPasswordQuery.one, hash, read: readAppPassword)
    }

    func appPasswords(of peer: PeerID) throws(StorageFailure) -> [AppPasswordRecord] {
        try session.all(AppPasswordQuery.ofPeer, peer, read: readAppPassword)
    }

    func addAppPassword(
        _ hash: SecretHash, named name: Name, of peer: PeerID, at now: Moment
    ) throws(StorageFailure) {
        try session.run(AppPasswordQuery.insert, hash, peer, name, now, try nextSequence())
    }

    func noteUse(ofAppPassword hash: SecretHash, at now: Moment) throws(StorageFailure) {
        try session.run(AppPasswordQuery.use, now, hash)
    }

    func deleteAppPassword(_ hash: SecretHash) throws(StorageFailure) {
        try session.run(AppPasswordQuery.delete, hash)
    }
}

private func readAppPassword(_ row: inout Row) throws(StorageFailure) -> AppPasswordRecord {
    AppPasswordRecord(
        hash: try row.hash(), peer: try row.identifier(), name: try row.name(), createdAt: try row.moment(),
        lastUsed: row.optionalMoment(), peerExpiresAt: row.optionalMoment())
}
