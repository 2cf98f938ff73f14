/// How important a line is. The numbers are those of syslog and of sd-daemon(3).
public enum LogLevel: Int, CaseIterable, Comparable, Sendable {
    /// Something failed, and an operator should look.
    case error = 3
    /// It works, but may fail soon, or not as intended.
    case warning = 4
    /// What an operator wants to know in any case: started, stopped, changed.
    case notice = 5
    /// Normal events.
    case info = 6
    /// For finding faults.
    case debug = 7

    /// The name in settings and lines.
    public var name: String { String(describing: self) }

    /// A less important level is greater.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What is logged, and how.
public struct LogSettings: Equatable, Sendable {
    /// The minimum level.
    public var level = LogLevel.info
    /// One JSON object for each line.
    public var isJSON = false

    /// The defaults.
    public init() {}
}
