import HTTPMessage
import Testing

@Suite struct LastEventIDTests {
    @Test(
        arguments: [
            ("", .none), ("0", .event(0)), ("812", .event(812)), ("007", .event(7)),
            ("9223372036854775807", .event(.max)), ("9223372036854775808", .malformed),
            ("99999999999999999999", .malformed), ("00000000000000000001", .malformed), ("-1", .malformed),
            ("+1", .malformed), ("1 ", .malformed), ("1,2", .malformed), ("0x1", .malformed), ("1e3", .malformed),
            ("\u{661}", .malformed), ("a", .malformed), (String(repeating: "1", count: 10_000), .malformed),
        ] as [(String, LastEventID)])
    func reads(_ text: String, _ expected: LastEventID) {
        #expect(LastEventID(text) == expected)
        #expect(LastEventID(in: Request(.get, "/", fields: ["last-event-id": text])) == expected)
    }

    @Test func readsOneFieldOrNone() {
        #expect(LastEventID(in: Request(.get, "/")) == .none)
        let twice: HeaderFields = ["Last-Event-ID": "1", "Last-Event-ID": "1"]
        #expect(LastEventID(in: Request(.get, "/", fields: twice)) == .malformed)
    }
}
