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

/// The current pages. They show the node's name, which can change while it runs.
public final class LivePages: Sendable {
    private let pages: Mutex<Pages>

    public init(_ pages: Pages) { self.pages = Mutex(pages) }

    var value: Pages { pages.withLock { $0 } }

    public func use(_ pages: Pages) { self.pages.withLock { $0 = pages } }
}
