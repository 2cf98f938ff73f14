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

    /// Of the skeleton's style: whether it will pass.
    private var className: String {
        switch self {
        case .limited, .busy: "busy"
        case .nowhere, .closed, .failed: "bad"
        }
    }

    /// Its page, as UTF-8.
    func page(_ skeleton: Template, _ texts: Texts, _ values: [String: String]) throws(TemplateError) -> [UInt8] {
        let page = try skeleton.filled(
            with: { place in
                guard place.hasPrefix("refusal.") else { return values[place] }
                let name = place.dropFirst("refusal.".count)
                return name == "class" ? className : texts["\(rawValue).\(name)"]
            }, missing: "\(texts.file), as \(rawValue)")
        return slimmed(page, .page)
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
