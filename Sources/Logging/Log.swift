import CLinux
import Glibc
import Synchronization

/// Lines for the operator on standard error. docs/logging.md says what is logged, and what never is.
public enum Log {
    private static let logger = Logger(StandardError.form) { StandardError.write($0) }

    /// Sets what the settings say, when they are read.
    public static func use(_ settings: LogSettings) { logger.use(settings) }

    /// A name that is fixed in the source, and its value.
    public typealias Field = (name: StaticString, value: any LogValue)

    public static func error(_ message: StaticString, _ fields: Field...) { logger.log(.error, message, fields) }
    public static func warning(_ message: StaticString, _ fields: Field...) { logger.log(.warning, message, fields) }
    public static func notice(_ message: StaticString, _ fields: Field...) { logger.log(.notice, message, fields) }
    public static func notice(_ message: StaticString, _ fields: [Field]) { logger.log(.notice, message, fields) }
    public static func info(_ message: StaticString, _ fields: Field...) { logger.log(.info, message, fields) }
    public static func info(_ message: StaticString, _ fields: [Field]) { logger.log(.info, message, fields) }
    public static func debug(_ message: StaticString, _ fields: Field...) { logger.log(.debug, message, fields) }

    /// Whether debug lines are logged. Only then are lines for each request built.
    public static var isDebugging: Bool { logger.level >= .debug }

    /// Call it before the program ends: from then on, a line that the reader of the log does not take within a second is
    /// lost. Before that, each line waits for its reader.
    public static func stopWaiting() { StandardError.isEnding.store(true, ordering: .relaxed) }

    /// Logs how many repeated lines were left out.
    public static func logRepeats() { logger.logRepeats() }
}

/// Standard error, and what reads it.
public enum StandardError {
    /// Whether the journal reads it. It takes priorities from the lines: systemd.exec(5), JOURNAL_STREAM.
    public static let isJournal: Bool = {
        guard let stream = unsafe getenv("JOURNAL_STREAM") else { return false }
        let place = unsafe String(cString: stream)
        var file = stat()
        return fstat(file: &file) && place == "\(file.st_dev):\(file.st_ino)"
    }()

    static let form: LogLine.Form = {
        var file = stat()
        guard fstat(file: &file) else { return .file }
        if isatty(STDERR_FILENO) == 1 { return .terminal(colour: unsafe getenv("NO_COLOR") == nil) }
        return file.st_mode & S_IFMT == S_IFREG ? .file : .journal
    }()

    static let isEnding = Atomic<Bool>(false)

    /// Whether a write would not wait.
    private static var isReady: Bool {
        var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 1_000) > 0
    }

    /// In one call, so that lines of several threads do not mix. A line that cannot be written is lost.
    static func write(_ line: String) {
        guard !isEnding.load(ordering: .relaxed) || isReady else { return }
        let bytes = Array(line.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func fstat(file: inout stat) -> Bool { unsafe Glibc.fstat(STDERR_FILENO, &file) == 0 }
}
