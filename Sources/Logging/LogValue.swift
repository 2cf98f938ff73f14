public import Core
public import JSON

/// What may stand in a log. Text by itself may not: it could be anything, a token as well. Secrets do not conform, and
/// never will; who has a text says by ``LogText`` what kind of text it is.
public protocol LogValue {
    var logged: JSONValue { get }
}

extension Int: LogValue {
    public var logged: JSONValue { .integer(Int64(self)) }
}

extension UInt16: LogValue {
    public var logged: JSONValue { .integer(Int64(self)) }
}

extension Bool: LogValue {
    public var logged: JSONValue { .bool(self) }
}

extension Duration: LogValue {
    /// In milliseconds.
    public var logged: JSONValue { .integer(inMilliseconds) }
}

extension Moment: LogValue {
    public var logged: JSONValue { .string(text) }
}

/// A text of which somebody has said what it is.
public struct LogText: LogValue {
    public let logged: JSONValue

    private init(_ text: String) { logged = .string(text) }

    /// Where something lies on this machine.
    public static func path(_ path: String) -> LogText { LogText(path) }
    /// Host and port of this node.
    public static func authority(_ text: String) -> LogText { LogText(text) }
    /// Words of this program, or of the system, on what went wrong; written to be shown to the operator.
    public static func cause(_ text: String) -> LogText { LogText(text) }
    /// A word of this program: the name of a route, the code of an error.
    public static func word(_ text: String) -> LogText { LogText(text) }
    /// The name of a user of this machine, from the settings.
    public static func user(_ name: String) -> LogText { LogText(name) }
    /// Names of settings.
    public static func settings(_ names: [String]) -> LogText { LogText(names.joined(separator: ",")) }
    /// Known when the program is written.
    static func fixed(_ text: StaticString) -> LogText { LogText("\(text)") }
}
