public import Core

/// Reads areas and their members.
public protocol AreaReads {
    func areas() throws(StorageFailure) -> [Area]
    func area(_ id: AreaID) throws(StorageFailure) -> Area?
    func areas(of peer: PeerID) throws(StorageFailure) -> Set<AreaID>
    func peers(of area: AreaID) throws(StorageFailure) -> [PeerID]
    /// The peers that share an area with this peer and hold `view`. They include the peer itself if it is in any area.
    func neighbours(of peer: PeerID, at now: Moment) throws(StorageFailure) -> [PeerID]
    func isTaken(areaName name: Name) throws(StorageFailure) -> Bool
}

/// Changes areas and their members.
public protocol AreaWrites {
    func insert(_ area: Area) throws(StorageFailure)
    func update(_ area: Area) throws(StorageFailure)
    func deleteArea(_ id: AreaID) throws(StorageFailure)
    func assign(_ peer: PeerID, to area: AreaID, at now: Moment) throws(StorageFailure)
    func unassign(_ peer: PeerID, from area: AreaID) throws(StorageFailure)
}
