/// How much a line matters to the operator; the numbers are those of syslog and of sd-daemon(3).
public enum LogLevel: Int, CaseIterable, Comparable, Sendable {
    /// Something did not work, and somebody should look.
    case error = 3
    /// It works, but may soon not, or not as meant.
    case warning = 4
    /// What an operator wants to know in any case: started, stopped, changed.
    case notice = 5
    /// What happens in normal days.
    case info = 6
    /// For whoever looks for a fault.
    case debug = 7

    /// As settings and lines have it.
    public var name: String { String(describing: self) }

    /// The one that matters less comes later.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What is logged, and how.
public struct LogSettings: Equatable, Sendable {
    /// The least that is logged.
    public var level = LogLevel.info
    /// One JSON object a line.
    public var isJSON = false

    /// The defaults.
    public init() {}
}
