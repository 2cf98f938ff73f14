public import Core

/// Reads areas and their members.
public protocol AreaReads {
    func areas() throws(StorageFailure) -> [Area]
    func area(_ id: AreaID) throws(StorageFailure) -> Area?
    func areas(of peer: PeerID) throws(StorageFailure) -> Set<AreaID>
    func peers(of area: AreaID) throws(StorageFailure) -> [PeerID]
    /// The peers that share an area with this peer and hold `view`. They include the peer itself if it is in any area.
    func neighbours(of peer: PeerID, at now: Moment) throws(StorageFailure) -> [PeerID]
    /// The area of this name. Case and such do not matter.
    func area(named name: Name) throws(StorageFailure) -> Area?
    func isTaken(_ id: AreaID) throws(StorageFailure) -> Bool
    func countAreas() throws(StorageFailure) -> Int
    /// Its live peers by id, after this one, at most so many.
    func livePeers(
        of area: AreaID, after last: PeerID?, at now: Moment, limit: Int
    ) throws(StorageFailure) -> [NamedPeer]
    func countLivePeers(of area: AreaID, at now: Moment) throws(StorageFailure) -> Int
    /// Nil until a default area was made.
    func defaultArea() throws(StorageFailure) -> DefaultArea?
}

/// Changes areas and their members.
public protocol AreaWrites {
    func insert(_ area: Area) throws(StorageFailure)
    func update(_ area: Area) throws(StorageFailure)
    func deleteArea(_ id: AreaID) throws(StorageFailure)
    func assign(_ peer: PeerID, to area: AreaID, at now: Moment) throws(StorageFailure)
    func unassign(_ peer: PeerID, from area: AreaID) throws(StorageFailure)
    func setDefaultArea(_ area: DefaultArea) throws(StorageFailure)
}

/// The area that the first start made. It may have been deleted since.
public struct DefaultArea: Hashable, Sendable {
    public let id: AreaID
    /// The folded name that the setting had then.
    public let folded: String

    public init(id: AreaID, folded: String) {
        self.id = id
        self.folded = folded
    }
}

/// Reads services.
public protocol ServiceReads {
    /// By their names.
    func services() throws(StorageFailure) -> [Service]
    func service(_ id: ServiceID) throws(StorageFailure) -> Service?
    func service(named name: Name) throws(StorageFailure) -> Service?
    /// The service at this scheme, host and port.
    func service(at origin: ServiceOrigin) throws(StorageFailure) -> Service?
    func countServices() throws(StorageFailure) -> Int
    /// The areas that contain the service, by their names.
    func areas(containing service: ServiceID) throws(StorageFailure) -> [Area]
}

/// Changes services.
public protocol ServiceWrites {
    func insert(_ service: Service) throws(StorageFailure)
    func update(_ service: Service) throws(StorageFailure)
    /// No area contains it afterwards.
    func deleteService(_ id: ServiceID) throws(StorageFailure)
}
