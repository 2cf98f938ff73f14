import Core
import Store

extension SQLiteTransaction {
    func pairing(_ id: PairingID) throws(StorageFailure) -> Pairing? {
        try session.first(PairingQuery.byID, id, read: readPairing)
    }

    func isTaken(_ id: PairingID) throws(StorageFailure) -> Bool { try exists(PairingQuery.isTaken, id) }

    func pairing(tokenHash: SecretHash) throws(StorageFailure) -> Pairing? {
        try session.first(PairingQuery.byTokenHash, tokenHash, read: readPairing)
    }

    func pairing(claimHash: SecretHash) throws(StorageFailure) -> Pairing? {
        try session.first(PairingQuery.byClaimHash, claimHash, read: readPairing)
    }

    func openPairings(at now: Moment, limit: Int) throws(StorageFailure) -> [Pairing] {
        try session.all(PairingQuery.open, now, limit, read: readPairing)
    }

    func openPairings(dueAt now: Moment, limit: Int) throws(StorageFailure) -> [Pairing] {
        try session.all(PairingQuery.due, now, limit, read: readPairing)
    }

    func openPairings(of inviter: PeerID) throws(StorageFailure) -> [Pairing] {
        try session.all(PairingQuery.openOfInviter, inviter, read: readPairing)
    }

    func countOpenPairings(at now: Moment) throws(StorageFailure) -> Int {
        try count(PairingQuery.countOpen, now)
    }

    func countOpenPairings(of inviter: PeerID, at now: Moment) throws(StorageFailure) -> Int {
        try count(PairingQuery.countOpenOfInviter, inviter, now)
    }

    func insert(_ pairing: Pairing) throws(StorageFailure) {
        let terms = pairing.terms
        try session.run(
            PairingQuery.insert, pairing.id, pairing.tokenHash, pairing.state.name.rawValue, pairing.invitedBy,
            pairing.createdAt, pairing.expiresAt, terms.life?.inMilliseconds, terms.name, terms.person, terms.peer,
            Int64(terms.scopes.rawValue), packed(terms.areas), terms.passLength?.inMilliseconds,
            PairingColumns(pairing.state).secret)
    }

    func update(_ pairing: Pairing, from prior: Pairing) throws(StorageFailure) {
        let columns = PairingColumns(pairing.state)
        let claimant = columns.claimant
        let changed = try session.run(
            PairingQuery.update, pairing.id, prior.state.name.rawValue, pairing.state.name.rawValue, columns.secret,
            columns.key, claimant?.keyIsProved, claimant?.keyOrigin.rawValue, claimant?.address,
            claimant?.userAgent.text, claimant?.proposedName, columns.pin, columns.claim, columns.claimHash,
            columns.wrongPins, columns.askedAbout, columns.peer, columns.failure, columns.finishedAt,
            claimant?.nodeAddress)
        guard changed == 1 else { throw programError("a pairing changed while it was being decided") }
        if pairing.state.isFinal { session.hasRetiredSecrets = true }
    }

    func deletePairings(finishedBefore moment: Moment, limit: Int) throws(StorageFailure) -> Int {
        try session.run(PairingQuery.deleteFinished, moment, limit)
    }
}
