import API
public import Core
import HTTPMessage
import JSON

/// Routes for areas.
public enum AreaRoute: Sendable {
    case list
    case add(AreaBody)
    case show(AreaID)
    case change(AreaID, AreaBody)
    /// On if it is off, and the reverse.
    case toggle(AreaID)
    case remove(AreaID, evenInUse: Bool)
    case assign(PeerID, AreaID)
    case unassign(PeerID, AreaID)
}

extension AreaRoute {
    var access: Access {
        switch self {
        case .list, .add, .show, .change, .toggle, .remove, .assign, .unassign: .holders(of: .admin)
        }
    }
}

/// The body of a request that makes or changes an area.
public struct AreaBody: Sendable {
    public let name: Name?
    public let isEnabled: Bool?
    public let services: Set<ServiceID>?

    fileprivate init(_ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["name", "enabled", "services"])
        name = try body.name("name")
        isEnabled = try body.optional("enabled", \.bool)
        services = try body.optional("services") { readIDs($0) }
    }

    /// At least one of its fields.
    fileprivate init(changing request: Request) throws(Problem) {
        try self.init(try Body(request))
        guard name != nil || isEnabled != nil || services != nil else {
            throw .field(FieldRejection(field: "name", problem: .missing))
        }
    }
}

/// Routes for services.
public enum ServiceRoute: Sendable {
    case list
    case add(Name, ServiceURL, areas: Set<AreaID>)
    case change(ServiceID, ServiceBody)
    case remove(ServiceID, evenInUse: Bool)
}

extension ServiceRoute {
    var access: Access {
        switch self {
        case .list: .holders(of: .view)
        case .add, .change, .remove: .holders(of: .admin)
        }
    }
}

/// The body of a request that changes a service.
public struct ServiceBody: Sendable {
    public let name: Name?
    public let url: ServiceURL?
    public let areas: Set<AreaID>?

    fileprivate init(_ request: Request) throws(Problem) {
        let body = try Body(request)
        try body.refuseOthers(than: ["name", "url", "areas"])
        name = try body.name("name")
        url = try body.serviceURL("url")
        areas = try body.optional("areas") { readIDs($0) }
        guard name != nil || url != nil || areas != nil else {
            throw .field(FieldRejection(field: "name", problem: .missing))
        }
    }

    fileprivate func asNew() throws(Problem) -> ServiceRoute {
        guard let name else { throw .field(FieldRejection(field: "name", problem: .missing)) }
        guard let url else { throw .field(FieldRejection(field: "url", problem: .missing)) }
        return .add(name, url, areas: areas ?? [])
    }
}

extension Body {
    fileprivate func serviceURL(_ field: String) throws(Problem) -> ServiceURL? {
        guard let text = try optional(field, \.string) else { return nil }
        do { return try ServiceURL(text, field: field) } catch { throw .field(error) }
    }
}

func readIDs<ID: Identifier>(_ value: JSONValue) -> Set<ID>? {
    guard let ids = value.array?.map({ $0.string.flatMap { ID($0) } }), !ids.contains(nil) else { return nil }
    return Set(ids.compactMap { $0 })
}

extension AreaRoute {
    init(_ path: inout Path) throws(Problem) {
        guard let word = path.next() else {
            try path.allow(.get, .post)
            guard path.request.method == .post else {
                self = .list
                return
            }
            let body = try AreaBody(try Body(path.request))
            guard body.name != nil else { throw .field(FieldRejection(field: "name", problem: .missing)) }
            self = .add(body)
            return
        }
        guard let id = AreaID(word) else { throw .notFound }
        switch path.next() {
        case nil: self = try Self.itself(id, &path)
        case "toggle": self = try path.end(.toggle(id), by: .patch)
        case "peers":
            guard let peer = path.next().flatMap({ PeerID($0) }) else { throw .notFound }
            try path.allow(.put, .delete)
            self = path.request.method == .put ? .assign(peer, id) : .unassign(peer, id)
        default: throw .notFound
        }
    }

    private static func itself(_ id: AreaID, _ path: inout Path) throws(Problem) -> Self {
        try path.allow(.get, .put, .patch, .delete)
        switch path.request.method {
        case .get: return .show(id)
        case .delete: return .remove(id, evenInUse: try readForce(path.request))
        case .put:
            let body = try AreaBody(changing: path.request)
            guard body.services != nil else { throw .field(FieldRejection(field: "services", problem: .missing)) }
            return .change(id, body)
        default: return .change(id, try AreaBody(changing: path.request))
        }
    }
}

extension ServiceRoute {
    init(_ path: inout Path) throws(Problem) {
        guard let word = path.next() else {
            try path.allow(.get, .post)
            self = path.request.method == .get ? .list : try ServiceBody(path.request).asNew()
            return
        }
        guard let id = ServiceID(word) else { throw .notFound }
        try path.allow(.put, .delete)
        self =
            path.request.method == .put
            ? .change(id, try ServiceBody(path.request)) : .remove(id, evenInUse: try readForce(path.request))
    }
}

/// Whether something is deleted even if it is in use.
private func readForce(_ request: Request) throws(Problem) -> Bool {
    var query = try Query(request)
    let force = try query.take("force") { $0 == "true" ? true : $0 == "false" ? false : nil } ?? false
    try query.finish()
    return force
}
