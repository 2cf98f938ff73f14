public import HTTPMessage

/// What a browser requests to show a page. No page route changes anything.
public enum PageRoute: Hashable, Sendable {
    /// The page that a scanned code opens, with or without a join token.
    case join(LanguageChoice)
    /// The page of a paired device, which also answers at the node's address.
    case home(LanguageChoice)
    /// A file that a page loads. The version is the one that the page named.
    case asset(name: String, version: String?)
    /// The explanation of an error's code, where the `type` of the error leads.
    case error(code: String)
}

extension PageRoute {
    /// Returns nil if the request is not for a page.
    public init?(_ request: borrowing Request, _ segments: [String]) throws(Problem) {
        let isRead = request.method == .get || request.method == .head
        switch segments.first {
        // Signing in at a service is work for the same page: it has the device's key.
        case "sign-in" where segments.count == 1, nil:
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .home(LanguageChoice(request.fields.values(of: "Accept-Language")))
        case "join" where segments.count == 1 && isRead:
            self = .join(LanguageChoice(request.fields.values(of: "Accept-Language")))
        case "assets" where segments.count == 2:
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .asset(name: segments[1], version: request.target.query?["v"])
        case "errors" where segments.count == 2:
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .error(code: segments[1])
        default: return nil
        }
    }
}
