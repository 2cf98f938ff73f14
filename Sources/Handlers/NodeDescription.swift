public import API
public import Core
public import Store

/// What handlers ask of the node that they run in.
public protocol NodeDescription: Sendable {
    var startedAt: Moment { get }
    /// As it is listed with other nodes.
    var view: NodeView { get }
    /// Names that no peer may take while the node is called as it is now.
    var reservedNames: ReservedNames { get }
    var size: StoreSize { get }
    /// The number of the newest schema.
    var schema: Int { get }

    /// Whether a `Host` is one that most requests have, so that it needs no reading.
    func isUsual(host: ArraySlice<UInt8>?) -> Bool
    /// What a join URL begins with. Nil for a host at which phones cannot reach the node.
    func joinURLBase(_ wanted: String?) -> String?
    func store(livePeers: Int, openPairings: Int, lastEvent: Int64) -> StatusView.Store
    func status(
        store: StatusView.Store, server: StatusView.Server, time: (wall: Moment, trusted: Moment)
    ) -> StatusView
}
