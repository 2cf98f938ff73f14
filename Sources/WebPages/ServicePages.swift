import API
import HTTPMessage

/// The page for a person whose browser gets an error at the host of a service, where a proxy asks kith.
enum ServiceRefusal: String, CaseIterable, Sendable {
    /// This device may not use the service.
    case barred
    /// The session at this host has ended, in the middle of something.
    case signedout
    /// The code of a sign-in is not valid.
    case late
    case nowhere, closed, limited, busy, failed

    init(_ status: Status) {
        self =
            switch status {
            case .forbidden: .barred
            case .unauthorized: .signedout
            case .gone: .late
            case .notFound: .nowhere
            case .tooManyRequests: .limited
            case .serviceUnavailable: .busy
            case .internalServerError: .failed
            default: .closed
            }
    }

    var notice: Notice {
        switch self {
        case .barred: Notice(name: rawValue, look: "bad", way: "registered.open")
        case .signedout, .late, .failed: Notice(name: rawValue, look: "bad")
        case .nowhere, .closed: Notice(name: rawValue, todo: "late.todo", look: "bad")
        case .limited: Notice(name: rawValue, why: "busy.why", look: "busy")
        case .busy: Notice(name: rawValue, look: "busy")
        }
    }
}

/// Errors as pages at the host of a service. They load nothing, because at that host all files are the service's: the style
/// sheet is in the page, and the policy allows it by its hash. They are made when somebody asks, because few do.
struct ServicePages: Sendable {
    private static let file = "service.html"
    private static let placeOfStyle = Array("<style></style>".utf8)

    private struct Words: Sendable {
        let texts: Texts
        let values: [String: String]
    }

    private let skeleton: Template
    private let style: PageAsset
    private var words: [String: Words] = [:]
    /// In the order in which they were added.
    private var languages: [String] = []

    init(_ templates: PageTemplates, style: PageAsset) throws(TemplateError) {
        self.style = style
        skeleton = try Template(templates.bytes(Self.file), file: Self.file, kind: .html)
    }

    /// Makes each page once, to find errors of the texts while the node starts.
    mutating func add(_ language: String, _ texts: Texts, _ values: [String: String]) throws(TemplateError) {
        words[language] = Words(texts: texts, values: values)
        languages.append(language)
        for refusal in ServiceRefusal.allCases { _ = try page(refusal, language, home: "") }
    }

    /// The caller sets the status.
    ///
    /// - Parameter home: the address of kith's own pages. Nil if browsers cannot reach them.
    func response(_ refusal: ServiceRefusal, _ choice: LanguageChoice, home: String?) -> Response {
        let language = choice.best(of: languages)
        guard let page = try? page(refusal, language, home: home) else {
            preconditionFailure("each was made once, when the node started")
        }
        var response = Response.page(page, language: language, isTrustworthy: false)
        response.fields["Content-Security-Policy"] =
            "default-src 'none'; style-src '\(style.integrity)'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        return response
    }

    private func page(_ refusal: ServiceRefusal, _ language: String, home: String?) throws(TemplateError) -> [UInt8] {
        guard let words = words[language] else { preconditionFailure("each is made for every language") }
        var notice = refusal.notice
        if let home { notice.home = home } else { notice.way = nil }
        let page = try notice.page(skeleton, words.texts, words.values)
        guard let place = page.indices.first(where: { page[$0...].starts(with: Self.placeOfStyle) }) else {
            throw TemplateError(Self.file, "there is no '<style></style>', where the style sheet goes")
        }
        let inside = place + "<style>".utf8.count
        return page[..<inside] + style.bytes + page[inside...]
    }
}
