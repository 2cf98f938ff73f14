public import Core
public import JSON

/// A value that may be logged. `String` does not conform, because it could be anything, for example a token. Secrets
/// never conform. A caller states with ``LogText`` what kind of text it logs.
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

/// A text whose kind the caller has stated.
public struct LogText: LogValue {
    public let logged: JSONValue

    private init(_ text: String) { logged = .string(text) }

    /// A path on this machine.
    public static func path(_ path: String) -> LogText { LogText(path) }
    /// Host and port of this node.
    public static func authority(_ text: String) -> LogText { LogText(text) }
    /// Text of this program or of the system about a failure, written for the operator.
    public static func cause(_ text: String) -> LogText { LogText(text) }
    /// A word of this program: the name of a route, the code of an error.
    public static func word(_ text: String) -> LogText { LogText(text) }
    /// The name of a user of this machine, from the settings.
    public static func user(_ name: String) -> LogText { LogText(name) }
    /// The name under which this node is advertised.
    public static func serviceName(_ name: String) -> LogText { LogText(name) }
    /// Names of settings.
    public static func settings(_ names: [String]) -> LogText { LogText(names.joined(separator: ",")) }
    /// Fixed in the source.
    static func fixed(_ text: StaticString) -> LogText { LogText("\(text)") }
}
