import HTTPMessage
import Testing

@testable import HTTPServer

/// A raw request and what becomes of it, whole and in portions of every small size.
struct ParseCase: CustomTestStringConvertible, Sendable {
    let raw: [UInt8]
    let expected: RequestParser.Progress

    init(_ raw: String, _ expected: RequestParser.Progress) {
        self.raw = Array(raw.utf8)
        self.expected = expected
    }

    init(_ raw: String, _ status: Status) { self.init(raw, .refused(status)) }

    init(_ raw: String, _ request: Request) { self.init(raw, .complete(request)) }

    var testDescription: String { String(decoding: raw.prefix(80), as: UTF8.self).debugDescription }

    func check() {
        for size in [raw.count, 1, 2, 3, 7, 1000] {
            #expect(parse(portions: max(size, 1)) == expected, "in portions of \(size)")
        }
    }

    private func parse(portions size: Int) -> RequestParser.Progress {
        var parser = RequestParser(limits: Server.Limits())
        for start in stride(from: 0, to: raw.count, by: size) {
            let progress = parser.read(raw[start..<min(start + size, raw.count)])
            if progress != .incomplete { return progress }
        }
        return .incomplete
    }
}

@Suite struct AcceptedRequestsTests {
    private static let host: HeaderFields = ["Host": "h"]

    private static let complete: [ParseCase] = [
        ParseCase("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/", fields: host)),
        ParseCase("GET / HTTP/1.1\r\nhost:h\r\n\r\n", Request(.get, "/", fields: ["host": "h"])),
        ParseCase("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/", fields: host)),
        ParseCase("GET / HTTP/1.0\r\n\r\n", Request(.get, "/")),
        ParseCase("GET / HTTP/1.0\r\nHost: h\r\n\r\n", Request(.get, "/", fields: host)),
        ParseCase("HEAD /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", Request(.head, "/a?b=c", fields: host)),
        ParseCase("PURGE / HTTP/1.1\r\nHost: h\r\n\r\n", Request(.other("PURGE"), "/", fields: host)),
        ParseCase("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", Request(.options, "*", fields: host)),
        ParseCase("GET //a/../%2e HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "//a/../%2e", fields: host)),
        ParseCase("GET / HTTP/1.1\r\nHost: [::1]:6969\r\n\r\n", Request(.get, "/", fields: ["Host": "[::1]:6969"])),
        ParseCase("GET / HTTP/1.1\r\nHost: \t h \t\r\n\r\n", Request(.get, "/", fields: host)),
        ParseCase(
            "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\na: 2\r\nB:\r\n\r\n",
            Request(.get, "/", fields: ["Host": "h", "A": "1", "a": "2", "B": ""])),
        ParseCase(
            "GET / HTTP/1.1\r\nHost: h\r\nX: caf\u{E9}\r\n\r\n",
            Request(.get, "/", fields: ["Host": "h", "X": "caf\u{E9}"])),
        ParseCase(
            "GET http://x:1/a?b HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/a?b", fields: ["Host": "x:1"])),
        ParseCase("GET HTTPS://x HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/", fields: ["Host": "x"])),
        ParseCase("GET http://x?q HTTP/1.1\r\nHost: h\r\n\r\n", Request(.get, "/?q", fields: ["Host": "x"])),
        body("5", "hello"), body("0", ""), body("005", "hello"), body("2", "\r\n"),
        ParseCase(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nabGET / HTTP/1.1\r\n\r\n",
            Request(.post, "/", fields: ["Host": "h", "Content-Length": "2"], body: [97, 98])),
        ParseCase(
            "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n",
            Request(.get, "/", fields: ["Host": "h", "Expect": "100-Continue"])),
        body("65536", String(repeating: "b", count: 65536)),
    ]

    private static func body(_ length: String, _ text: String) -> ParseCase {
        ParseCase(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n\(text)",
            Request(.post, "/", fields: ["Host": "h", "Content-Length": length], body: Array(text.utf8)))
    }

    private static let incomplete: [ParseCase] = [
        "", "\r\n", "G", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: h\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\r", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na",
    ].map { ParseCase($0, .incomplete) }

    @Test(arguments: complete) func reads(_ parse: ParseCase) { parse.check() }

    @Test(arguments: incomplete) func waits(_ parse: ParseCase) { parse.check() }

    @Test func takesTheLargestHead() {
        let start = "GET / HTTP/1.1\r\nHost: h\r\nA: "
        let value = String(repeating: "a", count: 16 * 1024 - start.utf8.count - 4)
        ParseCase(start + value + "\r\n\r\n", Request(.get, "/", fields: ["Host": "h", "A": value])).check()
        ParseCase(start + value + "a\r\n\r\n", .headerFieldsTooLarge).check()
    }

    @Test func knowsWhoWaits() {
        #expect(awaitsContinue("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"))
        #expect(!awaitsContinue("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"))
        #expect(!awaitsContinue("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n"))
        #expect(!awaitsContinue("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\na"))
    }

    private func awaitsContinue(_ raw: String) -> Bool {
        var parser = RequestParser(limits: Server.Limits())
        _ = parser.read(raw.utf8)
        return parser.awaitsContinue
    }
}
