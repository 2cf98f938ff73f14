public import API
public import Access
import Core
import Credentials
public import HTTPMessage
import HTTPServer
import Settings
import Synchronization
public import WebPages

extension Pages {
    public func answer(_ route: PageRoute, _ request: Request, from origin: RequestSource) throws -> Response {
        if let base = origin.secureBase, route.isSecuredByRedirect {
            let query = request.target.rawQuery.map { "?" + $0 } ?? ""
            return .moved(to: base + request.target.rawPath + query)
        }
        let isTrustworthy = origin.keyOrigin == .secure
        guard
            let (response, tag) = response(
                to: route, isTrustworthy: isTrustworthy, isOverTLS: origin.transport == .tls)
        else { throw Problem.notFound }
        guard let tag = tag.flatMap({ EntityTag($0) }) else { return response }
        return response.conditional(
            tag, answering: request.method, ifNoneMatch: request.fields.values(of: "If-None-Match"))
    }
}

extension PageRoute {
    /// Whether people open it. What a page loads comes the same way as the page.
    fileprivate var isSecuredByRedirect: Bool {
        switch self {
        case .join, .home: true
        case .asset, .error: false
        }
    }
}

extension Response {
    /// The same page at another URL. Not to be kept: a browser would follow it for years after the certificate was removed.
    fileprivate static func moved(to url: String) -> Response {
        Response(.permanentRedirect, fields: ["Location": url, "Cache-Control": "no-store"])
    }
}

/// The current pages. They show the node's name, which can change while it runs.
public final class LivePages: Sendable {
    private let pages: Mutex<Pages>

    public init(_ pages: Pages) { self.pages = Mutex(pages) }

    var value: Pages { pages.withLock { $0 } }

    public func use(_ pages: Pages) { self.pages.withLock { $0 = pages } }
}
