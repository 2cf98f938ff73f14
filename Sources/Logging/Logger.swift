import CLinux
import Core
import Glibc
import Synchronization

/// Writes the lines that are important enough, each in one piece.
final class Logger: Sendable {
    private struct State {
        var settings = LogSettings()
        var repeats = Repeats()
    }

    private let state = Mutex(State())
    /// The format for the reader. `log_json` overrides it.
    private let form: LogLine.Form
    private let write: @Sendable (String) -> Void

    init(_ form: LogLine.Form, write: @escaping @Sendable (String) -> Void) {
        self.form = form
        self.write = write
    }

    var level: LogLevel { state.withLock { $0.settings.level } }

    func use(_ settings: LogSettings) { state.withLock { $0.settings = settings } }

    func log(_ level: LogLevel, _ message: StaticString, _ fields: [Log.Field]) {
        let verdict = state.withLock { state -> (isJSON: Bool, suppressed: Int)? in
            guard level <= state.settings.level else { return nil }
            // A person who looks for a fault wants all lines.
            guard level < .debug else { return (state.settings.isJSON, 0) }
            return state.repeats.admit(message, level, at: .now).map { (state.settings.isJSON, $0) }
        }
        guard let verdict else { return }
        let line = LogLine(
            at: clockTime(), level: level, message: message, fields: fields, suppressed: verdict.suppressed)
        put(line, verdict.isJSON)
    }

    /// Call it from time to time.
    func logRepeats(at now: ContinuousClock.Instant = .now) {
        let (overdue, isJSON) = state.withLock { ($0.repeats.takeOverdue(at: now), $0.settings.isJSON) }
        for (level, message, count) in overdue {
            put(LogLine(at: clockTime(), level: level, message: message, fields: [], suppressed: count), isJSON)
        }
    }

    private func put(_ line: LogLine, _ isJSON: Bool) {
        write(line.text(isJSON ? .json : form, time: timeOfDay) + "\n")
    }
}

/// The time in a line. Nothing is decided by it.
private func clockTime() -> Moment {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Moment(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
}

/// In the local time zone.
private func timeOfDay(_ moment: Moment) -> String {
    var seconds = time_t(moment.milliseconds / 1_000)
    var parts = unsafe tm()
    guard unsafe localtime_r(&seconds, &parts) != nil else { return moment.text }
    return unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
        separator: ":")
}
