import Console
import Core
import HTTPMessage
import JSON

// Areas and services as the agent describes them, cleaned for a terminal, and finding them by their names.

/// What areas and services have in common: an id and a name.
protocol NamedThing {
    var id: String { get }
    var name: String { get }
}

struct AreaEntry: NamedThing, Equatable {
    let id: String
    let name: String
    let isEnabled: Bool
    /// Whether devices join it if no area is chosen for them.
    let isDefault: Bool
    /// The names of its services.
    let services: [String]
    let peers: Int

    /// Returns nil if it is not an area.
    init?(_ object: JSONObject) {
        guard let id = object["id"]?.string, let name = object["name"]?.string else { return nil }
        self.id = id.cleaned
        self.name = name.cleaned
        isEnabled = object["enabled"]?.bool ?? false
        isDefault = object["default"]?.bool ?? false
        services = object.objects("services").map { $0.text("name") }
        peers = object["peer_count"]?.integer.flatMap { Int(exactly: $0) } ?? 0
    }
}

struct ServiceEntry: NamedThing, Equatable {
    let id: String
    let name: String
    let url: String
    /// The names of the areas that contain it.
    let areas: [String]

    /// Returns nil if it is not a service.
    init?(_ object: JSONObject) {
        guard let id = object["id"]?.string, let name = object["name"]?.string else { return nil }
        self.id = id.cleaned
        self.name = name.cleaned
        url = object.text("url")
        areas = object.objects("areas").map { $0.text("name") }
    }
}

/// The areas of the agent.
struct AreaDirectory {
    let client: ControlClient

    init(_ client: ControlClient) { self.client = client }

    func all() throws(CommandFailure) -> [AreaEntry] {
        try client.object(.get, "/v1/areas").objects("areas").compactMap { AreaEntry($0) }
    }

    /// By its id, or by its name or the beginning of it.
    func find(_ wanted: String) throws(CommandFailure) -> AreaEntry { try found(wanted, among: try all()) }

    /// The same for several, each once.
    func find(_ wanted: [String]) throws(CommandFailure) -> [AreaEntry] {
        guard !wanted.isEmpty else { return [] }
        let all = try all()
        var areas: [AreaEntry] = []
        for name in wanted {
            let area = try found(name, among: all)
            if !areas.contains(area) { areas.append(area) }
        }
        return areas
    }

    private func found(_ wanted: String, among all: [AreaEntry]) throws(CommandFailure) -> AreaEntry {
        if let area = try thing(wanted, among: all, what: "areas") { return area }
        throw CommandFailure(
            .failed,
            """
            no area is called '\(wanted.cleaned)'. 'kith areas' lists the areas. To add one: kith areas add \
            \(wanted.cleaned.asShellWord)
            """)
    }
}

/// The services of the agent.
struct ServiceDirectory {
    let client: ControlClient

    init(_ client: ControlClient) { self.client = client }

    func all() throws(CommandFailure) -> [ServiceEntry] {
        try client.object(.get, "/v1/services").objects("services").compactMap { ServiceEntry($0) }
    }

    /// By its id, or by its name or the beginning of it.
    func find(_ wanted: String) throws(CommandFailure) -> ServiceEntry {
        if let service = try thing(wanted, among: try all(), what: "services") { return service }
        throw CommandFailure(
            .failed, "no service is called '\(wanted.cleaned)'. 'kith services' lists the services.")
    }
}

private func thing<Thing: NamedThing>(
    _ wanted: String, among all: [Thing], what: String
) throws(CommandFailure) -> Thing? {
    if let thing = all.first(where: { $0.id == wanted }) { return thing }
    guard !wanted.isEmpty else { return nil }
    return try chosen(wanted, among: all, what: what, by: \.name)
}

func areaPath(_ id: String) -> String { "/v1/areas/\(PercentEncoding.encode(id))" }
func servicePath(_ id: String) -> String { "/v1/services/\(PercentEncoding.encode(id))" }

/// "1 device: 'Anna's iPhone'", as the agent lists some of the users of a thing.
func usersText(_ answer: JSONObject, _ list: String, _ what: String) -> String {
    let count = Int(answer["count"]?.integer ?? 0)
    var names = answer.objects(list).map { "'\($0.text("name"))'" }
    if count > names.count { names.append("\(count - names.count) more") }
    return "\(count) \(count == 1 ? what : what + "s"): \(listed(names))"
}
