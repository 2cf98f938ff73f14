import API
public import HTTPMessage

/// The routes by which a proxy asks kith about requests to a service, and by which a browser gets a session there.
public enum ForwardRoute: Sendable {
    /// May this request reach the service? A proxy asks it for each.
    case check(ForwardQuestion)
    /// `/.kith/start` at a service's host: on to the page of kith where this browser signs in.
    case start
    /// `/.kith/finish` at a service's host: the browser comes back, with a code that is valid once.
    case finish(code: String)
}

extension ForwardRoute {
    /// They authenticate by themselves: what counts as a credential here is no credential elsewhere.
    var access: Access {
        switch self {
        case .check, .start, .finish: .anyone
        }
    }

    /// The paths that a proxy sends here under the name of a service.
    public static func isAsked(by request: Request) -> Bool {
        guard let segments = request.target.segments else { return false }
        return segments.first == ".kith" || segments == ["v1", "forward-auth"]
    }

    init(atServices path: inout Path) throws(Problem) {
        switch path.next() {
        case "start": self = try path.end(.start, by: .get)
        case "finish":
            try path.allow(.get)
            var query = try Query(path.request)
            let code = try query.take("code") { $0 }
            try query.finish()
            guard let code else { throw .signInOver }
            self = .finish(code: code)
        default: throw .notFound
        }
    }
}

/// What a proxy's configuration asks, in the query of the check.
public struct ForwardQuestion: Equatable, Sendable {
    /// Fields of the request that some proxies replace by those of the answer. They have no other way to remove one.
    public enum Kept: String, CaseIterable, Sendable { case authorization, cookie }

    /// The id or the name of an area. Nil: the service is known by its host.
    public let area: String?
    /// Whether the answer goes to the browser, so that it may lead to the page for signing in.
    public let redirects: Bool
    public let kept: Set<Kept>

    init(_ request: borrowing Request) throws(Problem) {
        guard let all = request.target.query?.all else { throw .malformed("The query cannot be decoded") }
        guard all.count < 2 || Set(all.map(\.name)).count == all.count else {
            throw .malformed("A parameter is there twice")
        }
        var query = Query(all)
        area = try query.take("area") { $0.isEmpty ? nil : $0 }
        redirects = try query.take("redirect") { $0 == "yes" ? true : $0 == "no" ? false : nil } ?? false
        kept = Set(
            try query.take("keep") { list -> [Kept]? in
                let words = list.split(separator: ",").map { Kept(rawValue: String($0)) }
                return words.contains(nil) ? nil : words.compactMap { $0 }
            } ?? [])
        try query.finish()
    }
}
