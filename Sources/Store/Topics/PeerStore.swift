public import Core

/// Reads peers and their keys.
public protocol PeerReads {
    func peer(_ id: PeerID) throws(StorageFailure) -> PeerRecord?
    func livePeer(named name: Name) throws(StorageFailure) -> PeerRecord?
    /// Only live peers unless `all`, by id, after `last`.
    func peers(after last: PeerID?, limit: Int, all: Bool) throws(StorageFailure) -> [PeerRecord]
    func livePeers(of person: Name) throws(StorageFailure) -> [PeerID]
    func livePeers(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [PeerID]
    /// Live peers of this kind, by id, at most `limit`.
    func livePeers(of kind: PeerKind, limit: Int) throws(StorageFailure) -> [PeerRecord]
    func countLivePeers(at now: Moment) throws(StorageFailure) -> Int
    /// The peer with this live key.
    func keyHolder(_ key: PublicKey) throws(StorageFailure) -> PeerStatus?
    func keyedPeer(_ id: PeerID) throws(StorageFailure) -> KeyedPeer?
    func keys(of peer: PeerID) throws(StorageFailure) -> [KeyRecord]
    func addressHolders(_ address: HostAddress) throws(StorageFailure) -> [KeyedPeer]
    func isTaken(_ name: Name) throws(StorageFailure) -> Bool
    func isTaken(_ id: PeerID) throws(StorageFailure) -> Bool
}

/// Changes peers and their keys.
public protocol PeerWrites {
    func register(_ registration: Registration) throws(StorageFailure)
    /// Adds a peer without a key.
    func add(_ peer: NewPeer, at now: Moment) throws(StorageFailure)
    func rename(_ peer: PeerID, to name: Name) throws(StorageFailure)
    /// A live peer has used this key, or none. Without an address if that says nothing about the peer.
    func see(_ peer: PeerID, with key: PublicKey?, at address: HostAddress?, now: Moment) throws(StorageFailure)
    /// Ends the peer with its keys, tokens, sessions and permissions. The row stays.
    func end(_ peer: PeerID, _ how: PeerEnding, by: Inviter, at now: Moment) throws(StorageFailure)
}
