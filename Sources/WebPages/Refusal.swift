public import API
public import HTTPMessage

/// The page for a person whose browser gets an error.
enum Refusal: String, CaseIterable, Sendable {
    /// Nothing was found at this address.
    case nowhere
    /// The address is not for people.
    case closed
    /// This network has sent too many requests.
    case limited
    case busy
    case failed

    init(_ status: Status) {
        self =
            switch status {
            case .notFound: .nowhere
            case .tooManyRequests: .limited
            case .serviceUnavailable: .busy
            case .internalServerError: .failed
            default: .closed
            }
    }

    /// The page for it. The look shows whether it will pass.
    var notice: Notice {
        switch self {
        case .limited, .busy: Notice(name: rawValue, look: "busy")
        // A person who meets one of these with a browser mostly wants to pair.
        case .nowhere, .closed:
            Notice(name: rawValue, todo: "nowhere.todo", look: "bad", way: "registered.open")
        case .failed: Notice(name: rawValue, look: "bad")
        }
    }
}

/// Errors as pages, for a browser that shows a page to a person, in its language.
public struct RefusalPages: Sendable {
    /// Whose address the browser shows.
    public enum Place: Sendable {
        case node
        /// A service behind a proxy, and the address of kith's own pages, if browsers can reach them.
        case service(home: String?)
    }

    let pages: Pages
    let choice: LanguageChoice
    public var place = Place.node

    /// The page. If the request names another host, the page says nothing about this node.
    public func response(to problem: Problem) -> Response {
        guard problem != .foreignHost else { return problem.response }
        var response =
            switch place {
            case .node: pages.page(Refusal(problem.status), choice)
            case .service(let home): pages.page(ServiceRefusal(problem.status), choice, home: home)
            }
        response.status = problem.status
        for field in problem.fields.all { response.fields.append(field) }
        response.fields["Vary"] = "Accept, Accept-Language"
        return response
    }
}

extension Pages {
    /// Returns nil for a program: it gets errors as JSON.
    public func refusals(to method: Method, _ fields: HeaderFields) -> RefusalPages? {
        guard method == .get || method == .head else { return nil }
        guard fields.values(of: "Accept").contains(where: { $0.asksForAPage }) else { return nil }
        return RefusalPages(pages: self, choice: LanguageChoice(fields.values(of: "Accept-Language")))
    }
}

extension String {
    /// Browsers accept HTML when they open a page, and only then. A client that accepts anything (`*/*`) is a program.
    fileprivate var asksForAPage: Bool {
        split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { Substring($0.utf8.trimmingBlanks).lowercased() }
            return parts.first == "text/html" && !parts.contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
