public import Core

/// Reads pairings.
public protocol PairingReads {
    func pairing(_ id: PairingID) throws(StorageFailure) -> Pairing?
    func isTaken(_ id: PairingID) throws(StorageFailure) -> Bool
    func pairing(tokenHash: SecretHash) throws(StorageFailure) -> Pairing?
    func pairing(claimHash: SecretHash) throws(StorageFailure) -> Pairing?
    /// Open pairings by expiry, at most `limit`.
    func openPairings(at now: Moment, limit: Int) throws(StorageFailure) -> [Pairing]
    func openPairings(dueAt now: Moment, limit: Int) throws(StorageFailure) -> [Pairing]
    func openPairings(of inviter: PeerID) throws(StorageFailure) -> [Pairing]
    func countOpenPairings(at now: Moment) throws(StorageFailure) -> Int
    func countOpenPairings(of inviter: PeerID, at now: Moment) throws(StorageFailure) -> Int
}

/// Changes pairings.
public protocol PairingWrites {
    func insert(_ pairing: Pairing) throws(StorageFailure)
    /// Fails, as a fault of the program, unless the stored pairing is still in the state of `prior`.
    func update(_ pairing: Pairing, from prior: Pairing) throws(StorageFailure)
    func deletePairings(finishedBefore moment: Moment, limit: Int) throws(StorageFailure) -> Int
}
