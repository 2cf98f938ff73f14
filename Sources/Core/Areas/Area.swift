/// Something on the local network that a node offers. Several areas may contain it.
public struct Service: Hashable, Sendable {
    public let id: ServiceID
    public var name: Name
    public var url: ServiceURL

    public init(id: ServiceID, name: Name, url: ServiceURL) {
        self.id = id
        self.name = name
        self.url = url
    }
}

/// A named group of services.
public struct Area: Hashable, Sendable {
    public let id: AreaID
    public var name: Name
    public var isEnabled: Bool
    public var services: Set<ServiceID>

    public init(id: AreaID, name: Name, isEnabled: Bool = true, services: Set<ServiceID> = []) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.services = services
    }
}

/// Whether a peer may use an area, and if not, why. Forward auth answers with it.
public enum AreaAccess: Hashable, Sendable {
    case allowed
    case notAssigned
    case disabled
    case lacksScope
}

extension Area {
    /// The order of the reasons protects information: a peer that is not in the area learns nothing about its state.
    public func access(assigned: Set<AreaID>, scopes: Scopes) -> AreaAccess {
        guard assigned.contains(id) else { return .notAssigned }
        guard scopes.contains(.use) else { return .lacksScope }
        return isEnabled ? .allowed : .disabled
    }
}

extension Sequence where Element == Area {
    /// Whether a peer may use a service, if these are all areas that contain it: one that admits the peer is enough. If none
    /// does, the answer is that of the area that is nearest to it.
    public func access(assigned: Set<AreaID>, scopes: Scopes) -> AreaAccess {
        var nearest = AreaAccess.notAssigned
        for area in self {
            switch area.access(assigned: assigned, scopes: scopes) {
            case .allowed: return .allowed
            // A peer without the scope gets this answer for each of its areas.
            case .lacksScope: nearest = .lacksScope
            case .disabled: nearest = .disabled
            case .notAssigned: break
            }
        }
        return nearest
    }
}
