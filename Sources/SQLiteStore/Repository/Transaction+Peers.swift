import Core
import Store

extension SQLiteTransaction {
    func peer(_ id: PeerID) throws(StorageFailure) -> PeerRecord? {
        try session.first(PeerQuery.byID, id, read: readPeer)
    }

    func livePeer(named name: Name) throws(StorageFailure) -> PeerRecord? {
        try session.first(PeerQuery.byLiveName, name.folded, read: readPeer)
    }

    func peers(after last: PeerID?, limit: Int, all: Bool) throws(StorageFailure) -> [PeerRecord] {
        try session.all(all ? PeerQuery.everyone : .live, last?.number ?? 0, limit, read: readPeer)
    }

    func livePeers(of person: Name) throws(StorageFailure) -> [PeerID] {
        try session.all(PeerQuery.livePersons, person.folded) { row throws(StorageFailure) in try row.identifier() }
    }

    func livePeers(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [PeerID] {
        try session.all(PeerQuery.liveEnded, now, limit) { row throws(StorageFailure) in try row.identifier() }
    }

    func livePeers(of kind: PeerKind, limit: Int) throws(StorageFailure) -> [PeerRecord] {
        try session.all(PeerQuery.liveOfKind, kind.rawValue, limit, read: readPeer)
    }

    func countLivePeers(at now: Moment) throws(StorageFailure) -> Int { try count(PeerQuery.countLive, now) }

    func keyHolder(_ key: PublicKey) throws(StorageFailure) -> PeerStatus? {
        try session.first(PeerQuery.keyHolder, key, read: readStatus)
    }

    func keyedPeer(_ id: PeerID) throws(StorageFailure) -> KeyedPeer? {
        guard let status = try session.first(PeerQuery.status, id, read: readStatus) else { return nil }
        return KeyedPeer(status: status, keys: try keyUses(of: id))
    }

    func addressHolders(_ address: HostAddress) throws(StorageFailure) -> [KeyedPeer] {
        var holders: [KeyedPeer] = []
        for status in try session.all(PeerQuery.atAddress, address, read: readStatus) {
            holders.append(KeyedPeer(status: status, keys: try keyUses(of: status.id)))
        }
        return holders
    }

    func isTaken(_ name: Name) throws(StorageFailure) -> Bool { try exists(PeerQuery.nameIsTaken, name.folded) }

    func isTaken(_ id: PeerID) throws(StorageFailure) -> Bool { try exists(PeerQuery.idIsTaken, id) }

    func rename(_ peer: PeerID, to name: Name) throws(StorageFailure) {
        try session.run(PeerQuery.rename, name, name.folded, peer)
    }

    func end(_ peer: PeerID, _ how: PeerEnding, by: Inviter, at now: Moment) throws(StorageFailure) {
        let sequence = try nextSequence()
        try session.run(PeerQuery.end, now, how.rawValue, by, sequence, peer)
        try session.run(CredentialQuery.endPermissions, now, sequence, peer)
        try session.run(CredentialQuery.retireKeys, now, peer)
        try session.run(CredentialQuery.deleteTokensOfPeer, peer)
        try session.run(CredentialQuery.deleteSessionsOfPeer, peer)
        try session.run(AppPasswordQuery.deleteOfPeer, peer)
    }

    private func keyUses(of peer: PeerID) throws(StorageFailure) -> [KeyUse] {
        try session.all(CredentialQuery.keys, peer) { row throws(StorageFailure) in
            KeyUse(key: try row.key(), lastUsed: try row.moment())
        }
    }
}

private func readPeer(_ row: inout Row) throws(StorageFailure) -> PeerRecord {
    PeerRecord(
        id: try row.identifier(), name: try row.name(), kind: try row.word(), person: try readPerson(&row),
        address: try row.optionalAddress(), userAgent: UserAgent(trusted: try row.text()),
        createdAt: try row.moment(), lastSeen: try row.moment(), admittedBy: row.inviter(),
        expiresAt: row.optionalMoment(), ending: try readEnding(&row),
        stamp: Stamp(node: try row.integer(), sequence: try row.integer()))
}

private func readPerson(_ row: inout Row) throws(StorageFailure) -> Name? {
    let name = try row.name()
    return name.text.isEmpty ? nil : name
}

private func readEnding(_ row: inout Row) throws(StorageFailure) -> PeerRecord.Ending? {
    let at = row.optionalMoment()
    let how: PeerEnding? = try row.optionalWord()
    let by = row.inviter()
    guard let at, let how else { return nil }
    return PeerRecord.Ending(at: at, how: how, by: by)
}

func readStatus(_ row: inout Row) throws(StorageFailure) -> PeerStatus {
    PeerStatus(
        id: try row.identifier(), name: try row.name(), hasEnded: row.optionalMoment() != nil,
        expiresAt: row.optionalMoment(), lastSeen: try row.moment())
}
