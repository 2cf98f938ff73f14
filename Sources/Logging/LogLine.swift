import Core
import JSON

/// One line of a log before it is formatted: a constant message, and fields.
struct LogLine {
    let at: Moment
    let level: LogLevel
    let message: StaticString
    let fields: [Log.Field]
    /// How many lines with this message were left out before this one.
    var suppressed = 0

    /// The format of a line, by its reader.
    enum Form: Equatable {
        /// sd-daemon(3): the journal reads the priority, and adds the time.
        case journal
        /// A terminal: the time of day.
        case terminal(colour: Bool)
        /// A file: the whole date.
        case file
        case json
    }

    func text(_ form: Form, time: (Moment) -> String) -> String {
        switch form {
        case .journal: "<\(level.rawValue)>\(message)\(pairs(""))"
        case .terminal(let colour):
            "\(dim(time(at), colour)) \(paint("\(level.name): ", colour))\(message)\(dim(pairs("  "), colour))"
        case .file: "\(at.text) \(level.name): \(message)\(pairs(""))"
        case .json: json
        }
    }

    private var all: [(name: String, value: JSONValue)] {
        fields.map { ("\($0.name)", $0.value.logged) }
            + (suppressed > 0 ? [("suppressed", .integer(Int64(suppressed)))] : [])
    }

    private func pairs(_ lead: String) -> String {
        let pairs = all.map { " \($0.name)=\(Self.plain($0.value))" }
        return pairs.isEmpty ? "" : lead + pairs.joined()
    }

    private var json: String {
        var object: JSONObject = [
            "at": .string(at.text), "level": .string(level.name), "message": .string("\(message)"),
        ]
        for (name, value) in all { object[name] = value }
        return JSONValue.object(object).text
    }

    /// In quotes unless it is one word. The result never contains a line break.
    private static func plain(_ value: JSONValue) -> String {
        guard case .string(let text) = value else { return value.text }
        let isWord = !text.isEmpty && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") }
        return isWord && !text.contains("=") ? text : value.text
    }

    private func dim(_ text: String, _ colour: Bool) -> String {
        colour && !text.isEmpty ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }

    private func paint(_ text: String, _ colour: Bool) -> String {
        let code: Int? =
            switch level {
            case .error: 31
            case .warning: 33
            case .notice: 32
            case .info, .debug: nil
            }
        guard colour, let code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
