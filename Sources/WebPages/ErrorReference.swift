import HTTPMessage

/// What docs/errors.md says about a code: the page at the `type` of an error shows it.
struct ErrorReference: Equatable {
    let code: String
    /// Several if the code comes with several: "400, 405, 426".
    let statuses: String
    let explanation: String

    /// Reads a row of a table. Returns nil for every other line.
    init?(row: Substring) {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
            Self.plain(String(decoding: $0.utf8.trimmingBlanks, as: UTF8.self))
        }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard cells.count == 5, cells[0].isEmpty, cells[4].isEmpty, let first = cells[2].utf8.first,
            digits.contains(first)
        else { return nil }
        (code, statuses, explanation) = (cells[1], cells[2], cells[3])
    }

    static let all: [String: ErrorReference] = {
        let lines = String(decoding: PackageResources.errors_md, as: UTF8.self).split(separator: "\n")
        let rows = lines.compactMap { ErrorReference(row: $0) }
        return Dictionary(rows.map { ($0.code, $0) }) { first, _ in first }
    }()

    /// Without the marks of Markdown: "[credentials](credentials.md)" becomes "credentials".
    static func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "["), let middle = rest[start...].firstIndex(of: "]"),
            let end = rest[middle...].firstIndex(of: ")"), rest[middle...].dropFirst().first == "("
        {
            plain += rest[..<start] + rest[rest.index(after: start)..<middle]
            rest = rest[rest.index(after: end)...]
        }
        return (plain + rest).filter { $0 != "`" }
    }
}

/// The pages at `/errors/<code>`. They are made when somebody asks: few do, and fifty pages would take memory.
struct ErrorPages: Sendable {
    let skeleton: Template
    let values: [String: String]

    /// Fails while the node starts if the skeleton names what is not there.
    init(_ skeleton: Template, _ values: [String: String]) throws(TemplateError) {
        self.skeleton = skeleton
        self.values = values
        _ = try page(ErrorReference.sample)
    }

    /// Returns nil for an unknown code. The texts are those of the documentation, which is in English.
    func response(for code: String) -> Response? {
        guard let reference = ErrorReference.all[code], let page = try? page(reference) else { return nil }
        return .page(page, language: "en", isTrustworthy: false)
    }

    private func page(_ reference: ErrorReference) throws(TemplateError) -> [UInt8] {
        let page = try skeleton.filled(
            with: { place in
                switch place {
                case "notice.title": "Error: \(reference.code)"
                case "notice.why": reference.explanation
                case "notice.todo": "HTTP status \(reference.statuses)"
                case "notice.look": "bad"
                case "notice.pin", "notice.news", "notice.way": ""
                case "language": "en"
                default: values[place]
                }
            }, missing: "the page of an error")
        return slimmed(page, .page)
    }
}

extension ErrorReference {
    fileprivate static let sample =
        ErrorReference(row: "| `code` | 400 | Text. |"[...])
        ?? {
            preconditionFailure("this is a row")
        }()
}
