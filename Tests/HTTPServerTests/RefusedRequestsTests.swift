import HTTPMessage
import Testing

@testable import HTTPServer

@Suite struct RefusedRequestsTests {
    private static let requestLines: [ParseCase] = [
        line("GET /"), line("GET / HTTP/1.1 "), line(" GET / HTTP/1.1"), line("GET  / HTTP/1.1"),
        line("GET /  HTTP/1.1"), line("GET\t/ HTTP/1.1"), line("GET /a b HTTP/1.1"), line("GET / http/1.1"),
        line("GET / HTTP/1.1x"), line("GET / HTTP/11"), line("GET / HTTP/1"), line("GET / HTTP/1.a"),
        line("GET / HTTP/01.1"), line("GET / XTTP/1.1"), line(""), line("GET"), line("G(T / HTTP/1.1"),
        line("GET a HTTP/1.1"), line("GET ?a HTTP/1.1"), line("GET * HTTP/1.1"), line("GET /#f HTTP/1.1"),
        line("GET /\u{0} HTTP/1.1"), line("GET /\u{1B} HTTP/1.1"), line("GET /\u{E9} HTTP/1.1"),
        line("CONNECT h:443 HTTP/1.1"), line("GET ftp://h/ HTTP/1.1"), line("GET http:// HTTP/1.1"),
        line("GET http://u@h/ HTTP/1.1"), line("GET / HTTP/1.2", .versionNotSupported),
        line("GET / HTTP/2.0", .versionNotSupported), line("GET / HTTP/0.9", .versionNotSupported),
        line("PRI * HTTP/2.0", .versionNotSupported),
        ParseCase("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .badRequest),
        ParseCase("\u{16}\u{3}\u{1}\u{0}\r\n", .badRequest),
        ParseCase("GET /" + String(repeating: "a", count: 16 * 1024), .uriTooLong),
    ]

    private static let lineEnds: [ParseCase] = [
        ParseCase("GET / HTTP/1.1\nHost: h\n\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: h\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: h\r\n\n", .badRequest),
        ParseCase("GET / HTTP/1.1\rHost: h\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: h\r\r\n\r\n", .badRequest),
        ParseCase("\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .badRequest),
    ]

    private static let fieldLines: [ParseCase] = [
        field("Host : h"), field(" A: b"), field("A: b\r\n c"), field("A: b\r\n\tc"), field("A"), field(": b"),
        field("A B: c"), field("A\t: b"), field("A: \u{0}"), field("A: \u{1}"), field("A: b\u{7F}"),
        field("A\u{0}: b"), field("\u{E9}: b"), field("A(: b"), field("Host: i"), field("host: h"),
        ParseCase("GET / HTTP/1.1\r\n\r\n", .badRequest), ParseCase("GET / HTTP/1.1\r\nHost:\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.1\r\nHost: h/\r\n\r\n", .badRequest),
        ParseCase("GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", .badRequest),
        ParseCase("GET http://x/ HTTP/1.1\r\n\r\n", .badRequest),
        field("Expect: more", .expectationFailed),
        field("A: " + String(repeating: "a", count: 16 * 1024), .headerFieldsTooLarge),
        field(String(repeating: "A: b\r\n", count: 4000) + "A: b", .headerFieldsTooLarge),
    ]

    private static let framing: [ParseCase] = [
        field("Content-Length:"), field("Content-Length: -1"), field("Content-Length: +1"),
        field("Content-Length: 0x1"), field("Content-Length: 1 1"), field("Content-Length: 1,1"),
        field("Content-Length: 1.0"), field("Content-Length: \u{661}"), field("Content-Length: a"),
        field("Content-Length: 1\r\nContent-Length: 1"), field("Content-Length: 1\r\ncontent-length: 2"),
        field("Content-Length: 65537", .contentTooLarge),
        field("Content-Length: 99999999999999999999999", .contentTooLarge),
        field("Transfer-Encoding: chunked", .notImplemented),
        field("Transfer-Encoding: identity", .notImplemented), field("transfer-encoding:", .notImplemented),
        field("Transfer-Encoding: chunked\r\nContent-Length: 1"),
        field("Content-Length: 1\r\nTransfer-Encoding: chunked"),
        field("Transfer-Encoding : chunked"), field("Transfer-Encoding: \u{B}chunked"),
    ]

    private static func line(_ text: String, _ status: Status = .badRequest) -> ParseCase {
        // One empty line is forgiven, so the empty request line is the second.
        ParseCase((text.isEmpty ? "\r\n" : "") + text + "\r\nHost: h\r\n\r\n", status)
    }

    private static func field(_ text: String, _ status: Status = .badRequest) -> ParseCase {
        ParseCase("POST / HTTP/1.1\r\nHost: h\r\n\(text)\r\n\r\n", status)
    }

    @Test(arguments: requestLines) func refusesRequestLine(_ parse: ParseCase) { parse.check() }

    @Test(arguments: lineEnds) func refusesLineEnd(_ parse: ParseCase) { parse.check() }

    @Test(arguments: fieldLines) func refusesField(_ parse: ParseCase) { parse.check() }

    @Test(arguments: framing) func refusesFraming(_ parse: ParseCase) { parse.check() }

    @Test func staysRefused() {
        var parser = RequestParser(limits: Server.Limits())
        #expect(parser.read("GET\r\n".utf8) == .refused(.badRequest))
    }
}
