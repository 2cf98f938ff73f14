public import Core
public import HTTPMessage
import JSON

/// An area, as operators see it.
public struct AreaView: Sendable {
    private let area: Area
    private let services: [Service]
    private let peers: Int
    private let isDefault: Bool

    /// `peers` is how many live peers are in it. It is the default one if a device joins it where nobody chooses areas.
    public init(_ area: Area, services: [Service], peers: Int, isDefault: Bool) {
        self.isDefault = isDefault
        self.area = area
        self.services = services
        self.peers = peers
    }

    var json: JSONValue {
        [
            "id": .string(area.id.description), "name": .string(area.name.text), "enabled": .bool(area.isEnabled),
            "default": .bool(isDefault),
            "services": .array(
                services.map { ["id": .string($0.id.description), "name": .string($0.name.text)] }),
            "peer_count": .integer(Int64(peers)),
        ]
    }
}

/// A service, with the areas that its reader may know of.
public struct ServiceView: Sendable {
    private let service: Service
    private let areas: [Area]

    public init(_ service: Service, in areas: [Area]) {
        self.service = service
        self.areas = areas
    }

    var json: JSONValue {
        [
            "id": .string(service.id.description), "name": .string(service.name.text),
            "url": .string(service.url.description),
            "areas": .array(
                areas.map { area in
                    [
                        "id": .string(area.id.description), "name": .string(area.name.text),
                        "enabled": .bool(area.isEnabled),
                    ]
                }),
        ]
    }
}

extension Response {
    public static func area(_ view: AreaView, isNew: Bool = false) -> Response {
        .json(isNew ? .created : .ok, view.json)
    }

    public static func areas(_ views: [AreaView]) -> Response { .json(.ok, ["areas": .array(views.map(\.json))]) }

    public static func service(_ view: ServiceView, isNew: Bool = false) -> Response {
        .json(isNew ? .created : .ok, view.json)
    }

    public static func services(_ views: [ServiceView]) -> Response {
        .json(.ok, ["services": .array(views.map(\.json))])
    }
}

extension Problem {
    public static let areaNameTaken = Problem(
        .conflict, "name_taken", "Another area already has this name. Choose a different name.")
    public static let serviceNameTaken = Problem(
        .conflict, "name_taken", "Another service already has this name. Choose a different name.")

    public static func urlTaken(by name: Name) -> Problem {
        var problem = Problem(
            .conflict, "url_taken",
            """
            The service '\(name.text)' already has this scheme, host and port. Change that service, or use another host or port.
            """)
        problem.members = ["name": .string(name.text)]
        return problem
    }

    /// Some of the peers are named; there may be more.
    public static func areaInUse(_ name: Name, by peers: [NamedPeer], count: Int) -> Problem {
        var problem = Problem(
            .conflict, "area_in_use",
            """
            The area '\(name.text)' is in use by \(users(peers.map(\.name), of: count, "device")). Take them out of the area \
            first, or delete it with force=true.
            """)
        problem.members = [
            "peers": .array(peers.map { ["id": .string($0.id.description), "name": .string($0.name.text)] }),
            "count": .integer(Int64(count)),
        ]
        return problem
    }

    public static func serviceInUse(_ name: Name, by areas: [Area], count: Int) -> Problem {
        var problem = Problem(
            .conflict, "service_in_use",
            """
            The service '\(name.text)' is in use by \(users(areas.map(\.name), of: count, "area")). Take it out of them first, or \
            delete it with force=true.
            """)
        problem.members = [
            "areas": .array(areas.map { ["id": .string($0.id.description), "name": .string($0.name.text)] }),
            "count": .integer(Int64(count)),
        ]
        return problem
    }

    public static func tooManyAreas(_ limit: Int) -> Problem {
        Problem(.conflict, "too_many_areas", "This node already has \(limit) areas. Delete one first.")
    }

    public static func tooManyAreas(of name: Name, _ limit: Int) -> Problem {
        Problem(
            .conflict, "too_many_areas",
            "The device '\(name.text)' is already in \(limit) areas. Take it out of one first.")
    }

    public static func tooManyServices(_ limit: Int) -> Problem {
        Problem(.conflict, "too_many_services", "This node already has \(limit) services. Delete one first.")
    }

    public static func tooManyServices(in name: Name, _ limit: Int) -> Problem {
        Problem(
            .conflict, "too_many_services",
            "The area '\(name.text)' already contains \(limit) services. Take one out of it first.")
    }
}

/// "1 device: 'Anna's iPhone'", "7 devices: 'a', 'b' and 5 more".
private func users(_ names: [Name], of count: Int, _ what: String) -> String {
    var parts = names.map { "'\($0.text)'" }
    if count > names.count { parts.append("\(count - names.count) more") }
    let list =
        parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "") : parts.first ?? ""
    return "\(count) \(count == 1 ? what : what + "s"): \(list)"
}
