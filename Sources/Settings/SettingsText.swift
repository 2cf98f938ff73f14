/// The entries of a settings file, line by line. Pure. It does not know which settings exist.
///
///     # a comment
///     port = 6969
///     name = "Kitchen # 2"     # quotes if a value begins or ends with a blank, or contains a blank and then a #
struct SettingsText {
    struct Entry: Equatable {
        let line: Int
        let key: String
        let value: String
    }

    /// What is invalid, and where.
    struct Failure: Error, Equatable {
        let line: Int
        let text: String
    }

    static let most = 64 * 1_024

    let entries: [Entry]

    /// The values of these settings may be empty.
    init(_ bytes: [UInt8], mayBeEmpty: Set<String> = []) throws(Failure) {
        guard bytes.count <= Self.most else { throw Failure(line: 1, text: "the file is larger than 64 KiB.") }
        var entries: [Entry] = []
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let lines = bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            do throws(LineProblem) {
                guard let (key, value) = try Self.read(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
                else { continue }
                guard !value.isEmpty || mayBeEmpty.contains(key) else { throw .noValue }
                entries.append(Entry(line: index + 1, key: key, value: value))
            } catch { throw Failure(line: index + 1, text: error.rawValue) }
        }
        self.entries = entries
    }

    private enum LineProblem: String, Error {
        case noEquals = "expected 'key = value'. A comment begins with #."
        case noValue = "missing value. Remove the line to use the default."
        case badText = "invalid character. Use UTF-8 without control characters."
        case openQuote = "a quote is not closed. Inside quotes, write \\\" for a quote and \\\\ for a backslash."
        case afterQuote = "there is text after the closing quote."
        case strayQuote =
            "there is a quote inside the value. Put the whole value in quotes, and write \\\" for a quote."
    }

    /// Returns nil for a line without an entry.
    private static func read(_ bytes: ArraySlice<UInt8>) throws(LineProblem) -> (key: String, value: String)? {
        guard let line = String(validating: bytes, as: UTF8.self),
            line.unicodeScalars.allSatisfy({ $0 == "\t" || $0.properties.generalCategory != .control })
        else { throw .badText }
        let trimmed = trim(line[...])
        guard !trimmed.isEmpty, trimmed.first != "#" else { return nil }
        guard let equals = trimmed.firstIndex(of: "="), equals > trimmed.startIndex else { throw .noEquals }
        let value = trim(trimmed[trimmed.index(after: equals)...])
        return (String(trim(trimmed[..<equals])), try value.first == "\"" ? quoted(value.dropFirst()) : plain(value))
    }

    /// The value up to a comment.
    private static func plain(_ value: Substring) throws(LineProblem) -> String {
        var end = value.startIndex
        while end < value.endIndex {
            let startsComment =
                value[end] == "#" && (end == value.startIndex || isBlank(value[value.index(before: end)]))
            guard !startsComment else { break }
            end = value.index(after: end)
        }
        let plain = trim(value[..<end])
        guard !plain.contains("\"") else { throw .strayQuote }
        return String(plain)
    }

    private static func quoted(_ text: Substring) throws(LineProblem) -> String {
        var value = ""
        var rest = text
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                let after = trim(rest)
                guard after.isEmpty || after.first == "#" else { throw .afterQuote }
                return value
            case "\\":
                guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { throw .openQuote }
                value.append(escaped)
            default: value.append(character)
            }
        }
        throw .openQuote
    }

    private static func trim(_ text: Substring) -> Substring {
        var rest = text.drop(while: isBlank)
        while rest.last.map(isBlank) ?? false { rest.removeLast() }
        return rest
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}
