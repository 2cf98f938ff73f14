public import Core

/// Another node that is announced on the local network and answers there. Its id is a claim until a link proves it.
public struct SightedNode: Hashable, Sendable {
    public let id: NodeID
    public let name: Name
    /// Empty if unknown.
    public let version: String
    /// Of the service's type. Nil if unknown.
    public let interface: Int?
    public let places: [NodePlace]

    public init(id: NodeID, name: Name, version: String, interface: Int?, places: [NodePlace]) {
        self.id = id
        self.name = name
        self.version = version
        self.interface = interface
        self.places = places
    }
}
