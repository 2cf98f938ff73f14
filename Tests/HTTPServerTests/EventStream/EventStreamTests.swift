import HTTPMessage
import Testing

@testable import HTTPServer

@Suite struct EventStreamTests {
    @Test(
        arguments: [
            ("812", "area_updated", "{}", "id: 812\nevent: area_updated\ndata: {}\n\n"),
            (nil, nil, "a", "data: a\n\n"), ("1", nil, "", "id: 1\ndata: \n\n"),
            ("", "", "a", "id: \nevent: \ndata: a\n\n"),
            (nil, nil, "a\nb", "data: a\ndata: b\n\n"), (nil, nil, "a\rb", "data: a\ndata: b\n\n"),
            (nil, nil, "a\r\nb", "data: a\ndata: b\n\n"), (nil, nil, "a\n\rb", "data: a\ndata: \ndata: b\n\n"),
            (nil, nil, "\n", "data: \ndata: \n\n"), (nil, nil, "a\r\n", "data: a\ndata: \n\n"),
            (nil, nil, " a: b", "data:  a: b\n\n"), (nil, nil, "a\n\nevent: b", "data: a\ndata: \ndata: event: b\n\n"),
            (nil, nil, "\u{2028}\u{E9}", "data: \u{2028}\u{E9}\n\n"),
        ] as [(String?, String?, String, String)])
    func encodes(_ id: String?, _ event: String?, _ data: String, _ expected: String) {
        let bytes = EventStream.encode(id: id, event: event, data: Array(data.utf8))
        #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\0", "a\nb", "a\r\nevent: b", "1\u{0}"])
    func refusesLineEndsInNames(_ text: String) {
        #expect(EventStream.encode(id: text, event: nil, data: []) == nil)
        #expect(EventStream.encode(id: nil, event: text, data: []) == nil)
    }

    /// A client's reading, as the standard describes it, gives back what was sent.
    @Test(arguments: Dice.seeds) func roundTrips(_ seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for number in 0..<50 {
            let data = (0..<dice.below(30)).map { _ in Array("\r\n: ab".utf8)[dice.below(6)] }
            let bytes = try #require(EventStream.encode(id: "\(number)", event: "e", data: data))
            let read = ReadEvent.all(in: EventStream.heartbeat + bytes + EventStream.heartbeat)
            #expect(
                read == [ReadEvent(id: "\(number)", event: "e", data: ReadEvent.lines(data).joined(separator: "\n"))])
        }
    }

    @Test func sparesTheClientNothing() {
        #expect(String(decoding: EventStream.heartbeat, as: UTF8.self) == ":\n\n")
        #expect(String(decoding: EventStream.retry(milliseconds: 3000), as: UTF8.self) == "retry: 3000\n\n")
        #expect(EventStream.fields["Content-Type"] == "text/event-stream")
        #expect(EventStream.fields["Cache-Control"] == "no-store")
        #expect(EventStream.fields["X-Accel-Buffering"] == "no")
    }
}

/// What a client makes of a stream.
private struct ReadEvent: Equatable {
    var id = ""
    var event = ""
    var data = ""

    static func all(in bytes: [UInt8]) -> [ReadEvent] {
        var (events, event, data) = ([ReadEvent](), ReadEvent(), [String]())
        for line in lines(bytes).dropLast() {
            if line.isEmpty {
                event.data = data.joined(separator: "\n")
                if !data.isEmpty { events.append(event) }
                (event, data) = (ReadEvent(), [])
            }
            let name = line.prefix { $0 != ":" }
            var value = line.dropFirst(name.count + 1)
            if value.first == " " { value = value.dropFirst() }
            if name == "id" { event.id = String(value) }
            if name == "event" { event.event = String(value) }
            if name == "data" { data.append(String(value)) }
        }
        return events
    }

    /// In Swift, CRLF is one Character, and a line end as LF and CR are.
    static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) {
            ["\n", "\r", "\r\n"].contains($0)
        }.map(String.init)
    }
}
