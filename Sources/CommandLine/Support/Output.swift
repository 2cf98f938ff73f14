import Agent
import Console
import Glibc
import JSON
import Logging
import System

extension Terminal {
    static func error(_ text: String) {
        let text = "kith: \(text)".flowed(at: textWidth(of: STDERR_FILENO))
        // The journal would store it with the priority of an info line: sd-daemon(3).
        put("\(StandardError.isJournal ? "<3>" : "")\(text)\n", to: STDERR_FILENO)
    }

    /// For a person who would otherwise see nothing. A program that counts lines does not receive it.
    static func nothing(_ text: String) {
        put(
            text.flowed(at: textWidth(of: isInteractive ? STDOUT_FILENO : STDERR_FILENO)) + "\n",
            to: isInteractive ? STDOUT_FILENO : STDERR_FILENO)
    }

    /// One line, for programs.
    static func json(_ object: JSONObject) { line(JSONValue.object(object.cleaned).text) }
}

extension String {
    /// A sentence of the agent's, as errors begin here: "kith: another peer has this name."
    var asError: String {
        guard let first, let second = dropFirst().first, first.isUppercase, second.isLowercase || second == " " else {
            return self
        }
        return first.lowercased() + dropFirst()
    }
}

extension String {
    /// The text of an error as a sentence that begins a line.
    var asSentence: String { prefix(1).uppercased() + dropFirst() }
}

extension TimeStyle {
    static func forReader() -> TimeStyle {
        TimeStyle(now: SystemClock.now(), clock: Terminal.isInteractive ? .local : nil)
    }
}
