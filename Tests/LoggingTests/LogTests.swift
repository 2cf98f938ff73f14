import Core
import JSON
import Synchronization
import Testing

@testable import Logging

@Suite struct LogLineTests {
    static let moment = Moment(milliseconds: 1_795_257_000_000)

    private func line(_ level: LogLevel = .info, _ fields: [Log.Field] = [], suppressed: Int = 0) -> LogLine {
        LogLine(at: Self.moment, level: level, message: "it happened", fields: fields, suppressed: suppressed)
    }

    private func text(_ line: LogLine, _ form: LogLine.Form) -> String { line.text(form) { _ in "10:30:00" } }

    @Test(arguments: [(LogLevel.error, 3), (.warning, 4), (.notice, 5), (.info, 6), (.debug, 7)])
    func theJournalGetsThePriority(_ level: LogLevel, _ priority: Int) {
        #expect(text(line(level), .journal) == "<\(priority)>it happened")
    }

    @Test func fieldsStandBehind() {
        let fields: [Log.Field] = [
            ("count", 3), ("ok", true), ("took_ms", Duration.milliseconds(1_500)), ("at", Self.moment),
            ("port", UInt16(6_969)), ("kind", LogText.fixed("cold")),
        ]
        #expect(
            text(line(.info, fields, suppressed: 4), .journal)
                == "<6>it happened count=3 ok=true took_ms=1500 at=2026-11-21T10:30:00.000Z port=6969 "
                + "kind=cold suppressed=4")
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("", "\"\""), ("two words", "\"two words\""), ("a=b", "\"a=b\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""), ("a\nb", "\"a\\nb\""), ("\u{1B}[31m", "\"\\u001b[31m\""),
            ("ü", "\"ü\""), ("a\u{2028}b", "\"a\\u2028b\""),
        ])
    func aLineStaysOneLine(_ value: String, _ shown: String) {
        let shownNow = text(line(.info, [("cause", LogText.cause(value))]), .journal)
        #expect(shownNow.lowercased() == "<6>it happened cause=\(shown)".lowercased())
    }

    @Test func aFileGetsTheDate() {
        #expect(text(line(.warning, [("n", 1)]), .file) == "2026-11-21T10:30:00.000Z warning: it happened n=1")
    }

    @Test func aTerminalGetsTheTimeOfDay() {
        #expect(text(line(.notice, [("n", 1)]), .terminal(colour: false)) == "10:30:00 notice: it happened   n=1")
        let coloured = text(line(.error, [("n", 1)]), .terminal(colour: true))
        #expect(coloured.contains("\u{1B}[31merror: \u{1B}[0mit happened"))
        #expect(coloured.hasSuffix("\u{1B}[0m"))
    }

    @Test func jsonIsOneObject() throws {
        let text = text(line(.notice, [("cause", LogText.cause("a\n\"b\"")), ("n", 1)], suppressed: 2), .json)
        let object = try #require(try JSONValue(parsing: Array(text.utf8)).object)
        #expect(object.keys == ["at", "level", "message", "cause", "n", "suppressed"])
        #expect(object["at"]?.string == "2026-11-21T10:30:00.000Z")
        #expect(object["level"]?.string == "notice")
        #expect(object["cause"]?.string == "a\n\"b\"")
        #expect(object["n"]?.integer == 1)
        #expect(!text.contains("\n"))
    }
}

@Suite struct LoggerTests {
    /// Keeps what is written.
    private final class Sink: Sendable {
        let lines = Mutex<[String]>([])
        func logger() -> Logger { Logger(.journal) { line in self.lines.withLock { $0.append(line) } } }
        var text: [String] { lines.withLock { $0 } }
    }

    @Test func leavesOutWhatMattersLess() {
        let sink = Sink()
        let logger = sink.logger()
        logger.log(.info, "shown", [])
        logger.log(.debug, "not shown", [])
        var settings = LogSettings()
        settings.level = .error
        logger.use(settings)
        logger.log(.warning, "not shown either", [])
        logger.log(.error, "shown too", [])
        settings.level = .debug
        settings.isJSON = true
        logger.use(settings)
        logger.log(.debug, "as JSON", [])
        #expect(sink.text.prefix(2) == ["<6>shown\n", "<3>shown too\n"])
        #expect(sink.text.count == 3)
        #expect(sink.text.last?.hasSuffix("\"level\":\"debug\",\"message\":\"as JSON\"}\n") == true)
    }

    @Test func repeatsAreCounted() {
        let sink = Sink()
        let logger = sink.logger()
        for _ in 0..<1_000 { logger.log(.error, "again and again", [("n", 1)]) }
        logger.log(.error, "something else", [])
        #expect(sink.text.count == Repeats.most + 1)
        logger.logRepeats()
        #expect(sink.text.count == Repeats.most + 1)
        logger.logRepeats(at: .now + Repeats.period)
        #expect(sink.text.last == "<3>again and again suppressed=\(1_000 - Repeats.most)\n")
    }

    @Test func whoLooksForAFaultGetsAll() {
        let sink = Sink()
        let logger = sink.logger()
        var settings = LogSettings()
        settings.level = .debug
        logger.use(settings)
        for _ in 0..<100 { logger.log(.debug, "in detail", []) }
        #expect(sink.text.count == 100)
    }
}

@Suite struct RepeatsTests {
    private let start = ContinuousClock.now

    @Test func aNewPeriodTellsWhatWasLeftOut() {
        var repeats = Repeats()
        let begin = start
        var verdicts = (0..<50).map { _ in repeats.admit("a", .error, at: begin) }
        #expect(verdicts == Array(repeating: 0, count: Repeats.most) + Array(repeating: nil, count: 50 - Repeats.most))
        verdicts = ([("b", 0), ("a", 59), ("a", 60), ("a", 60)] as [(StaticString, Int)]).map { message, second in
            repeats.admit(message, .error, at: begin + .seconds(second))
        }
        #expect(verdicts == [0, nil, 51 - Repeats.most, 0])
    }

    @Test func itRemembersNothingForLong() {
        var repeats = Repeats()
        for _ in 0..<30 { _ = repeats.admit("a", .warning, at: start) }
        let overdue = [59, 60, 120].map { repeats.takeOverdue(at: start + .seconds($0)).map(\.2) }
        #expect(overdue == [[], [30 - Repeats.most], []])
    }
}
