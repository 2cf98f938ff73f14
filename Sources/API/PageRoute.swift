public import HTTPMessage

/// What a browser asks for to show a page. None of it changes anything.
public enum PageRoute: Hashable, Sendable {
    /// The page that a scanned code leads to, with a join token or without.
    case join(LanguageChoice)
    /// What a device sees that is in, and whoever opens the node's address.
    case home(LanguageChoice)
    /// A file that a page loads; the version is the one that the page named.
    case asset(name: String, version: String?)
    /// The explanation of an error's code, where the `type` of the error leads.
    case error(code: String)
}

extension PageRoute {
    /// Nil for what is no page's affair.
    public init?(_ request: Request, _ segments: [String]) throws(Problem) {
        let isRead = request.method == .get || request.method == .head
        switch segments {
        case []:
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .home(LanguageChoice(request.fields.values(of: "Accept-Language")))
        case ["join"] where isRead:
            self = .join(LanguageChoice(request.fields.values(of: "Accept-Language")))
        case let path where path.count == 2 && path[0] == "assets":
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .asset(name: path[1], version: request.target.query?["v"])
        case let path where path.count == 2 && path[0] == "errors":
            guard isRead else { throw .methodNotAllowed([.get, .head]) }
            self = .error(code: path[1])
        default: return nil
        }
    }
}
