import JSON

/// The texts of a page in one language: a JSON object of names and texts, which may contain `{{node.name}}`.
struct Texts: Sendable {
    let file: String
    private var texts: [String: String]

    init(_ bytes: [UInt8], file: String, values: [String: String]) throws(TemplateError) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            let line = 1 + bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw TemplateError(file, line: line, error.reason.rawValue)
        }
        guard let object = value.object else { throw TemplateError(file, line: 1, "this is not a JSON object") }
        var texts: [String: String] = [:]
        for key in object.keys {
            guard let text = object[key]?.string else {
                throw TemplateError(file, line: Self.line(of: key, in: bytes), "the value of this name is not a text")
            }
            texts[key] = text
            guard text.utf8.contains(UInt8(ascii: "{")) else { continue }
            do throws(TemplateError) {
                let template = try Template(Array(text.utf8), file: file, kind: .text)
                let filled = try template.filled(with: { values[$0] }, missing: "the values that a text may hold")
                texts[key] = String(decoding: filled, as: UTF8.self)
            } catch {
                // The line of a text is searched only now: all pages are made while the node starts.
                throw TemplateError(file, line: Self.line(of: key, in: bytes), error.problem)
            }
        }
        self.file = file
        self.texts = texts
    }

    /// The same with the texts of another file that it does not have itself.
    func adding(_ others: Texts) -> Texts {
        var both = self
        both.texts.merge(others.texts) { own, _ in own }
        return both
    }

    var names: Set<String> { Set(texts.keys) }

    subscript(name: String) -> String? { texts[name] }

    /// The line of its key. JSON reports places of errors only. These files have one member on each line.
    private static func line(of key: String, in source: [UInt8]) -> Int {
        let wanted = Array("\"\(key)\"".utf8)
        let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { $0.drop { $0 == 0x20 || $0 == UInt8(ascii: "{") }.starts(with: wanted) }
        return (index ?? 0) + 1
    }
}
