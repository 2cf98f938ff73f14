public import JSON

/// Something that is wrong with a node or its machine, or that an operator should know about.
public struct Finding: Hashable, Sendable {
    public enum Severity: String, CaseIterable, Hashable, Sendable {
        /// The node does not work as it should.
        case error
        /// The node works. Somebody should know about this.
        case notice
    }

    /// The code for programs. It never changes.
    public let code: String
    public let severity: Severity
    /// What is the case, in one sentence.
    public let what: String
    /// Why it is so, or why it matters.
    public let why: String
    /// What to do.
    public let remedy: String

    public init(_ severity: Severity, _ code: String, what: String, why: String, remedy: String) {
        self.code = code
        self.severity = severity
        self.what = what
        self.why = why
        self.remedy = remedy
    }

    public static func error(_ code: String, what: String, why: String, remedy: String) -> Finding {
        Finding(.error, code, what: what, why: why, remedy: remedy)
    }

    public static func notice(_ code: String, what: String, why: String, remedy: String) -> Finding {
        Finding(.notice, code, what: what, why: why, remedy: remedy)
    }

    public var json: JSONValue {
        [
            "code": .string(code), "severity": .string(severity.rawValue), "what": .string(what), "why": .string(why),
            "remedy": .string(remedy),
        ]
    }
}

extension [Finding] {
    /// Whether no finding is an error.
    public var areHarmless: Bool { allSatisfy { $0.severity != .error } }

    /// What `kith doctor --json` prints.
    public var report: JSONObject {
        ["ok": .bool(areHarmless), "findings": .array(map(\.json))]
    }
}
