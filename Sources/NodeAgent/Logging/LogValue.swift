import JSON
import PairingCore
import Registry

/// What may stand in a log. Text by itself may not: it could be anything, a token as well. Secrets do not conform, and
/// never will; who has a text says by ``LogText`` what kind of text it is.
protocol LogValue {
    var logged: JSONValue { get }
}

extension Int: LogValue {
    var logged: JSONValue { .integer(Int64(self)) }
}

extension UInt16: LogValue {
    var logged: JSONValue { .integer(Int64(self)) }
}

extension Bool: LogValue {
    var logged: JSONValue { .bool(self) }
}

extension Duration: LogValue {
    /// In milliseconds.
    var logged: JSONValue { .integer(inMilliseconds) }
}

extension Moment: LogValue {
    var logged: JSONValue { .string(text) }
}

extension HostAddress: LogValue {
    var logged: JSONValue { .string(description) }
}

extension PairingID: LogValue {
    var logged: JSONValue { .string(description) }
}

extension PeerID: LogValue {
    var logged: JSONValue { .string(description) }
}

extension NodeID: LogValue {
    var logged: JSONValue { .string(description) }
}

/// A text of which somebody has said what it is.
struct LogText: LogValue {
    let logged: JSONValue

    private init(_ text: String) { logged = .string(text) }

    /// Where something lies on this machine.
    static func path(_ path: String) -> LogText { LogText(path) }
    /// Host and port of this node.
    static func authority(_ text: String) -> LogText { LogText(text) }
    /// Words of this program, or of the system, on what went wrong; written to be shown to the operator.
    static func cause(_ text: String) -> LogText { LogText(text) }
    /// Names of settings.
    static func settings(_ names: [String]) -> LogText { LogText(names.joined(separator: ",")) }
    /// Known when the program is written.
    static func fixed(_ text: StaticString) -> LogText { LogText("\(text)") }
}

extension StorageFailure: LogValue {
    var logged: JSONValue { .string(description) }
}
