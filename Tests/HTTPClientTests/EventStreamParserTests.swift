import HTTPServer
import Seeded
import Testing

@testable import HTTPClient

@Suite struct EventStreamParserTests {
    private struct Outcome: Equatable {
        var events: [ServerSentEvent] = []
        var lastEventID = ""
        var retry: Duration?
    }

    private func parse(_ bytes: [UInt8]) throws(ClientError) -> Outcome {
        var (parser, outcome) = (EventStreamParser(), Outcome())
        for byte in bytes {
            if let event = try parser.take(byte) { outcome.events.append(event) }
        }
        outcome.lastEventID = parser.lastEventID
        outcome.retry = parser.retry
        return outcome
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let stream: String
        var events: [(id: String, event: String, data: String)] = []

        var testDescription: String { stream.debugDescription }
    }

    private static func message(_ data: String) -> (id: String, event: String, data: String) { ("", "message", data) }

    /// The examples of the standard, and what it says between them.
    private static let cases: [Case] = [
        Case(stream: "data: YHOO\ndata: +2\ndata: 10\n\n", events: [message("YHOO\n+2\n10")]),
        Case(
            stream: ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
            events: [("1", "message", "first event"), ("", "message", "second event")]),
        Case(stream: "data\n\ndata\ndata\n\ndata:", events: [message(""), message("\n")]),
        Case(stream: "data:test\n\ndata: test\n\n", events: [message("test"), message("test")]),
        Case(
            stream: "event: add\ndata: 1\n\nevent: remove\ndata: 2\n\n",
            events: [("", "add", "1"), ("", "remove", "2")]),
        Case(stream: "event: add\n\ndata: 1\n\n", events: [message("1")]),
        Case(stream: "event: add\nevent\ndata: 1\n\n", events: [message("1")]),
        Case(stream: "event: add\nevent: put\ndata: 1\n\n", events: [("", "put", "1")]),
        Case(
            stream: "id: 7\ndata: a\n\ndata: b\n\nid: 8\n\ndata: c\n\n",
            events: [("7", "message", "a"), ("7", "message", "b"), ("8", "message", "c")]),
        Case(stream: "id: 7\nid: 8\u{0}\ndata: a\n\n", events: [("7", "message", "a")]),
        Case(stream: "data:a:b\n\ndata: : c\n\n", events: [message("a:b"), message(": c")]),
        Case(stream: " data: a\nData: b\ndata : c\nunknown: d\n:data: e\n\n"),
        Case(stream: "data: a", events: []), Case(stream: "data: a\n", events: []), Case(stream: "\n\n\n", events: []),
        Case(stream: "data: a\r\rdata: b\r\r", events: [message("a"), message("b")]),
        Case(stream: "data: a\r\n\r\ndata: b\r\n\r\n", events: [message("a"), message("b")]),
        Case(stream: "data: a\r\ndata: b\rdata: c\n\r\n", events: [message("a\nb\nc")]),
        Case(stream: "data: a\n\r\ndata: b\n\rdata: c\r\n\n", events: [message("a"), message("b"), message("c")]),
        Case(stream: "\u{FEFF}data: a\n\n", events: [message("a")]),
        Case(stream: "\u{FEFF}\u{FEFF}data: a\n\n"), Case(stream: "\n\u{FEFF}data: a\n\n"),
        Case(
            stream: "data: \u{FEFF}\u{E9}\u{1F600}\u{2028}\u{0}\n\n",
            events: [message("\u{FEFF}\u{E9}\u{1F600}\u{2028}\u{0}")]),
    ]

    @Test(arguments: cases) func reads(_ sample: Case) throws {
        let expected = sample.events.map { ServerSentEvent(id: $0.id, event: $0.event, data: $0.data) }
        #expect(try parse(Array(sample.stream.utf8)).events == expected)
    }

    @Test func givesAnEventAtItsLastByte() throws {
        for end in ["\n", "\r"] {
            var parser = EventStreamParser()
            for byte in "data: a\n".utf8 { #expect(try parser.take(byte) == nil) }
            #expect(try end.utf8.first.map { byte throws(ClientError) in try parser.take(byte) }??.data == "a")
        }
    }

    @Test func replacesWhatIsNoUTF8() throws {
        let stream = Array("data: a".utf8) + [0xFF, 0xE2, 0x82] + Array("\nid: ".utf8) + [0xC0] + Array("\n\n".utf8)
        let expected = ServerSentEvent(id: "\u{FFFD}", event: "message", data: "a\u{FFFD}\u{FFFD}")
        #expect(try parse(stream).events == [expected])
    }

    @Test(
        arguments: [
            ("id: 9\n\n", "9", nil), ("id: 9\n", "", nil), ("id: 9\n\nid\n\n", "", nil),
            ("retry: 3000\n", "", 3_000), ("retry: 3000\nretry: 5\n", "", 5), ("retry:0\n", "", 0),
            ("retry: 5\nretry: x\nretry: 1.5\nretry: -1\nretry: +1\nretry\nretry:  7\n", "", 5),
            ("retry: 99999999999999999999\n", "", nil),
        ] as [(String, String, Int?)])
    func keepsWhatTheWayBackNeeds(_ stream: String, _ lastEventID: String, _ retry: Int?) throws {
        let outcome = try parse(Array(stream.utf8))
        #expect(outcome.events.isEmpty)
        #expect(outcome.lastEventID == lastEventID)
        #expect(outcome.retry == retry.map { .milliseconds($0) })
    }

    @Test func boundsLines() throws {
        let most = String(repeating: "a", count: 64 * 1024 - 5)
        #expect(try parse(Array("data:\(most)\n\n".utf8)).events.first?.data == most)
        for start in ["data:a", ":aaaaa"] {
            #expect(throws: ClientError.malformed) { try parse(Array((start + most).utf8)) }
        }
    }

    @Test func boundsEvents() throws {
        let line = Array("data:\(String(repeating: "a", count: 1023))\n".utf8)
        let most = [[UInt8]](repeating: line, count: 1024).flatMap { $0 }
        #expect(try parse(most + [10]).events.first?.data.utf8.count == 1024 * 1024 - 1)
        #expect(throws: ClientError.malformed) { try parse(most + Array("data: b\n".utf8)) }
        #expect(try parse(most + [10] + most + [10]).events.count == 2)
    }

    /// What the server writes is read as what was meant.
    @Test(arguments: [1, 2, 3] as [UInt64]) func readsTheServersEvents(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for number in 0..<100 {
            let data = (0..<Int.random(in: 0..<30, using: &chance)).map { _ in
                ["\n", ":", " ", "a", "\u{E9}", "data: "].randomElement(using: &chance) ?? ""
            }.joined()
            let event = try #require(EventStream.encode(id: "\(number)", event: "e", data: Array(data.utf8)))
            let stream = EventStream.retry(milliseconds: 7) + EventStream.heartbeat + event + EventStream.heartbeat
            let outcome = try parse(stream)
            #expect(outcome.events == [ServerSentEvent(id: "\(number)", event: "e", data: data)])
            #expect(outcome.retry == .milliseconds(7))
        }
    }
}
