public import API
public import Core
public import Mesh
public import Store

/// What handlers need to know about their node.
public protocol NodeDescription: Sendable {
    var startedAt: Moment { get }
    var id: NodeID { get }
    /// Other nodes that are seen on the local network.
    var sighted: [SightedNode] { get }
    /// The node as clients read it.
    var view: NodeView { get }
    /// Names that no peer may take while the node is called as it is now.
    var reservedNames: ReservedNames { get }
    /// When the node's certificate expires. Nil without one.
    var certificateEnd: Moment? { get }
    var size: StoreSize { get }
    /// The number of the newest schema.
    var schema: Int { get }

    /// Whether a `Host` is one of the common values, which need no parsing.
    func isCommon(host: ArraySlice<UInt8>?) -> Bool
    /// The start of a join URL. Nil for a host where phones cannot reach the node.
    func joinURLBase(_ wanted: String?) -> String?
    func store(livePeers: Int, openPairings: Int, lastEvent: Int64) -> StatusView.Store
    func status(
        store: StatusView.Store, server: StatusView.Server, time: (wall: Moment, trusted: Moment)
    ) -> StatusView
}
