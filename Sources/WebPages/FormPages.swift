import API
import HTTPMessage

/// Pages over TLS for browsers that may not run scripts: the join page with a form, and the pages after it.
struct FormPages: Sendable {
    private struct Words: Sendable {
        let texts: Texts
        let values: [String: String]
        let join: [UInt8]
    }

    private let join: Template
    private let notice: Template
    private var words: [String: Words] = [:]
    /// In the order in which they were added.
    private var languages: [String] = []

    init(_ templates: PageTemplates, _ notice: Template) throws(TemplateError) {
        self.notice = notice
        join = try Template(templates.skeleton(of: .join), file: "join.html", kind: .html)
    }

    mutating func add(
        _ language: String, _ texts: Texts, _ values: [String: String], _ file: String
    ) throws(TemplateError) {
        let page = try join.filled(with: { texts.value(of: $0) ?? values[$0] }, missing: file)
        words[language] = Words(texts: texts, values: values, join: slimmed(page, .page))
        languages.append(language)
        // Finds errors of the texts while the node starts.
        for step in JoinStep.all { _ = try step.notice.page(notice, texts, values) }
    }

    func joinPage(_ choice: LanguageChoice) -> Response {
        let language = choice.best(of: languages)
        guard let page = words[language]?.join else { preconditionFailure("each is made for every language") }
        var response = Response.page(page, language: language, isTrustworthy: true)
        // Without any referrer, a form reports no origin ('Origin: null').
        response.fields["Referrer-Policy"] = "same-origin"
        return response
    }

    func response(to step: JoinStep, _ choice: LanguageChoice, _ cookies: [SetCookie]) -> Response {
        let language = choice.best(of: languages)
        guard let words = words[language], let page = try? step.notice.page(notice, words.texts, words.values) else {
            preconditionFailure("each was made once, when the node started")
        }
        var response = Response.page(page, language: language, isTrustworthy: true)
        if case .waiting = step { response.fields.append("Refresh", "3") }
        for cookie in cookies { response.fields.append("Set-Cookie", cookie.text) }
        return response
    }

    /// Leaves out the lines between `<!-- over TLS -->` and `<!-- anywhere -->`: on a plain connection, nobody should
    /// send what the form asks for.
    static func without(_ page: [UInt8]) -> [UInt8] {
        var isLeftOut = false
        let lines = page.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            line -> ArraySlice<UInt8> in
            switch String(decoding: line.trimmingBlanks, as: UTF8.self) {
            case "<!-- over TLS -->": isLeftOut = true
            case "<!-- anywhere -->": isLeftOut = false
            default: break
            }
            // An empty line instead, so that the others keep their numbers.
            return isLeftOut ? [] : line
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
