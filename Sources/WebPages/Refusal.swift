public import API
public import HTTPMessage

/// What a person is told who meets an error with a browser.
enum Refusal: String, CaseIterable, Sendable {
    /// There is nothing at this address.
    case nowhere
    /// What is there is not for people.
    case closed
    /// This network has asked too often.
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

    /// How it is told; the look says whether it will pass.
    var notice: Notice {
        switch self {
        case .limited, .busy: Notice(name: rawValue, look: "busy")
        // A person who meets one of these with a browser mostly wants to pair.
        case .nowhere, .closed: Notice(name: rawValue, todo: "nowhere.todo", look: "bad")
        case .failed: Notice(name: rawValue, look: "bad")
        }
    }
}

/// How errors are told to a browser that shows a page to a person, in the language that it asks for.
public struct RefusalPages: Sendable {
    let pages: Pages
    let choice: LanguageChoice

    /// As a page. To those who ask for another host's name nothing is told of this node.
    public func response(to problem: Problem) -> Response {
        guard problem != .foreignHost else { return problem.response }
        var response = pages.page(Refusal(problem.status), choice)
        response.status = problem.status
        for field in problem.fields.all { response.fields.append(field) }
        response.fields["Vary"] = "Accept, Accept-Language"
        return response
    }
}

extension Pages {
    /// Nil where a program asks: it gets its errors as JSON.
    public func refusals(to request: Request) -> RefusalPages? {
        guard request.method == .get || request.method == .head else { return nil }
        guard request.fields.values(of: "Accept").contains(where: { $0.asksForAPage }) else { return nil }
        return RefusalPages(
            pages: self, choice: LanguageChoice(request.fields.values(of: "Accept-Language")))
    }
}

extension String {
    /// Browsers name HTML when they open a page, and for nothing else. Whoever takes anything (`*/*`) is a program.
    fileprivate var asksForAPage: Bool {
        split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { Substring($0.utf8.trimmingBlanks).lowercased() }
            return parts.first == "text/html" && !parts.contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
