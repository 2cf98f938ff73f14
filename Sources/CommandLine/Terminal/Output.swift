import JSON
import NodeAgent
import PairingCore

/// How moments are written: as a person says it on a terminal, exactly where a program may read it.
struct TimeStyle {
    let now: Moment
    /// Nil for RFC 3339.
    let clock: WallClock?

    static func forReader() -> TimeStyle { TimeStyle(now: Clock.now(), clock: Terminal.isInteractive ? .local : nil) }

    /// Empty where there is none.
    func text(_ moment: Moment?) -> String {
        guard let moment else { return "" }
        return clock.map { moment.told(at: now, by: $0) } ?? moment.text
    }
}

extension Terminal {
    /// One line, for programs.
    static func json(_ object: JSONObject) { line(JSONValue.object(object.cleaned).text) }

    /// Cut to the window on a terminal, whole in a pipe.
    static func table(_ table: Table) {
        let width = isInteractive ? window?.columns ?? 80 : nil
        table.lines(width: width, colour: hasColour).forEach { line($0) }
    }
}
