public import Core
public import HTTPMessage
import JSON

/// A node of the mesh, with what this node knows about it.
public struct NodeView: Sendable {
    private let members: JSONObject

    /// The node that answers the request.
    public static func this(
        _ id: NodeID, name: String, version: String, interface: Int, addresses: [String], publicURL: String?
    ) -> NodeView {
        NodeView(members: [
            "id": .string(id.description), "name": .string(name), "relation": "this",
            "presence": .string(Presence.online.rawValue), "version": .string(version),
            "api": .integer(Int64(interface)), "addresses": .array(addresses.map { .string($0) }),
            "public_url": publicURL.map { .string($0) } ?? .null,
        ])
    }

    /// A peer that is a node. Only operators see where it was seen.
    public static func registered(_ peer: PeerView.Card, at addresses: [HostAddress]?) -> NodeView {
        var members: JSONObject = [
            "peer_id": .string(peer.id.description), "name": .string(peer.name.text), "relation": "registered",
            "presence": .string(peer.presence.rawValue),
        ]
        if let addresses { members["addresses"] = .array(addresses.map { .string($0.description) }) }
        return NodeView(members: members)
    }

    /// A node that is announced on the local network and answers there. Its id, name and version are its own claims. Only
    /// operators see where it is.
    public static func sighted(
        _ id: NodeID, name: Name, version: String, interface: Int?, at addresses: [String]?
    ) -> NodeView {
        var members: JSONObject = [
            "id": .string(id.description), "name": .string(name.text), "relation": "sighted",
            "presence": .string(Presence.online.rawValue),
        ]
        if !version.isEmpty { members["version"] = .string(version) }
        if let interface { members["api"] = .integer(Int64(interface)) }
        if let addresses { members["addresses"] = .array(addresses.map { .string($0) }) }
        return NodeView(members: members)
    }

    var json: JSONValue { .object(members) }
}

extension Response {
    public static func nodes(_ nodes: [NodeView]) -> Response { .json(.ok, ["nodes": .array(nodes.map(\.json))]) }
}
