import Agent
import Console
import Glibc
import JSON
import Logging
import System

extension Terminal {
    static func error(_ text: String) {
        // The journal would take it for an everyday line: sd-daemon(3).
        put("\(StandardError.isJournal ? "<3>" : "")kith: \(text)\n", to: STDERR_FILENO)
    }

    /// One line, for programs.
    static func json(_ object: JSONObject) { line(JSONValue.object(object.cleaned).text) }
}

extension TimeStyle {
    static func forReader() -> TimeStyle {
        TimeStyle(now: SystemClock.now(), clock: Terminal.isInteractive ? .local : nil)
    }
}
