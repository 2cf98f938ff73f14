import CLinux
import Core
import Glibc

/// The terminal or the pipe at standard input and output.
public enum Terminal {
    public static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }
    public static var hasColour: Bool { isInteractive && environment("NO_COLOR") == nil }
    /// Whether a person is there and the cursor can move: needed for a frame.
    public static var isScreen: Bool {
        isInteractive && isatty(STDIN_FILENO) == 1 && !["dumb", nil].contains(environment("TERM"))
    }
    /// Whether a person can answer a question.
    public static var canAsk: Bool { isInteractive && isatty(STDIN_FILENO) == 1 }

    /// Nil if standard output is not a terminal, or its size is unknown.
    public static var window: Window? {
        var (columns, rows): (UInt16, UInt16) = (0, 0)
        guard unsafe kith_window_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 else { return nil }
        return Window(columns: Int(columns), rows: Int(rows))
    }

    /// Waits until the reader of standard output has gone, or the limit has passed.
    public static func isDeserted(within limit: Duration) -> Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        let gone = Int16(POLLERR | POLLHUP | POLLNVAL)
        return unsafe poll(&output, 1, Int32(clamping: limit.inMilliseconds)) > 0 && output.revents & gone != 0
    }

    public static func line(_ text: String) { put(text + "\n") }

    /// Prints a table, cut to the window on a terminal, complete in a pipe.
    public static func table(_ table: Table) {
        let width = isInteractive ? window?.columns ?? 80 : nil
        table.lines(width: width, colour: hasColour).forEach { line($0) }
    }

    /// An empty variable is one that is not set, unless it may be empty.
    public static func environment(_ name: String, orEmpty: Bool = false) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty && !orEmpty ? nil : text
    }

    /// Returns false if nobody reads the output any longer.
    @discardableResult
    public static func put(_ text: String) -> Bool { put(text, to: STDOUT_FILENO) }

    @discardableResult
    public static func put(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}

/// The size of a terminal, in cells.
public struct Window: Equatable, Sendable {
    public let columns: Int
    public let rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}
