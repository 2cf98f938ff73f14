import HTTPMessage
import Testing

@testable import HTTPServer

/// An answer, whom it is for, and its bytes with the date left out.
struct WriteCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let response: Response
    var terms = ReplyTerms()
    let expected: String

    func check() {
        var out = Array("before|".utf8)
        ResponseWriter.write(response, terms, date: ResponseWriter.dateLine("now"), into: &out)
        let text = String(decoding: out, as: UTF8.self)
        #expect(text == "before|" + expected.replacing("\n", with: "\r\n"))
    }
}

@Suite struct ResponseWriterTests {
    private static let old = ReplyTerms(isHTTP10: true)
    private static let head = ReplyTerms(isHead: true)
    private static let closing = ReplyTerms(keepsAlive: false)
    private static let hi = Array("hi".utf8)
    private static let unusual = Status(code: 599) ?? .ok
    private static let resetContent = Status(code: 205) ?? .ok

    private static let table: [WriteCase] = [
        WriteCase(
            testDescription: "a body", response: Response(.ok, fields: ["A": "b"], body: hi),
            expected: "HTTP/1.1 200 OK\nDate: now\nA: b\nContent-Length: 2\n\nhi"),
        WriteCase(
            testDescription: "fields that were written before",
            response: Response(.ok, fields: ["A": "b"], body: hi).written,
            expected: "HTTP/1.1 200 OK\nDate: now\nA: b\nContent-Length: 2\n\nhi"),
        WriteCase(
            testDescription: "no body", response: Response(.notFound),
            expected: "HTTP/1.1 404 Not Found\nDate: now\nContent-Length: 0\n\n"),
        WriteCase(
            testDescription: "the length alone for HEAD", response: Response(.ok, body: hi), terms: head,
            expected: "HTTP/1.1 200 OK\nDate: now\nContent-Length: 2\n\n"),
        WriteCase(
            testDescription: "closing", response: Response(.badRequest), terms: .refusal,
            expected: "HTTP/1.1 400 Bad Request\nDate: now\nContent-Length: 0\nConnection: close\n\n"),
        WriteCase(
            testDescription: "HTTP/1.0 that keeps", response: Response(.ok, body: hi), terms: old,
            expected: "HTTP/1.1 200 OK\nDate: now\nContent-Length: 2\nConnection: keep-alive\n\nhi"),
        WriteCase(
            testDescription: "HTTP/1.0 that closes", response: Response(.ok),
            terms: ReplyTerms(isHTTP10: true, keepsAlive: false),
            expected: "HTTP/1.1 200 OK\nDate: now\nContent-Length: 0\nConnection: close\n\n"),
        WriteCase(
            testDescription: "204", response: Response(.noContent, body: hi),
            expected: "HTTP/1.1 204 No Content\nDate: now\n\n"),
        WriteCase(
            testDescription: "205", response: Response(resetContent, body: hi),
            expected: "HTTP/1.1 205 \nDate: now\nContent-Length: 0\n\n"),
        WriteCase(
            testDescription: "304", response: Response(.notModified, fields: ["ETag": "\"a\""], body: hi),
            expected: "HTTP/1.1 304 Not Modified\nDate: now\nETag: \"a\"\n\n"),
        WriteCase(
            testDescription: "304 that closes", response: Response(.notModified), terms: closing,
            expected: "HTTP/1.1 304 Not Modified\nDate: now\nConnection: close\n\n"),
        WriteCase(
            testDescription: "100", response: Response(.continue), terms: closing,
            expected: "HTTP/1.1 100 Continue\n\n"),
        WriteCase(
            testDescription: "101",
            response: Response(.switchingProtocols, fields: ["Connection": "Upgrade", "Upgrade": "websocket"]),
            expected: "HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: websocket\n\n"),
        WriteCase(
            testDescription: "a code without a reason", response: Response(unusual),
            expected: "HTTP/1.1 599 \nDate: now\nContent-Length: 0\n\n"),
        WriteCase(
            testDescription: "what belongs to the transport",
            response: Response(
                .ok,
                fields: [
                    "content-length": "9", "Transfer-Encoding": "chunked", "CONNECTION": "close", "Keep-Alive": "1",
                    "date": "then", "Data": "kept", "Connective": "kept",
                ]), expected: "HTTP/1.1 200 OK\nDate: now\nData: kept\nConnective: kept\nContent-Length: 0\n\n"),
    ]

    @Test(arguments: table) func writes(_ written: WriteCase) { written.check() }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 101, 4096, 65536, 1_000_000]) func writesLengths(_ count: Int) {
        var out: [UInt8] = []
        let response = Response(.ok, body: [UInt8](repeating: 97, count: count))
        ResponseWriter.write(response, Self.head, date: [], into: &out)
        #expect(out == Array("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n".utf8))
    }

    private func stream(_ status: Status, _ terms: ReplyTerms) -> (text: String, keepsAlive: Bool) {
        var out: [UInt8] = []
        let stream = ResponseWriter.start(Response(status), terms, date: [], into: &out)
        for part in ["hello", "", "0123456789abcdef"] { stream.write(part.utf8, into: &out) }
        stream.end(into: &out)
        return (String(decoding: out, as: UTF8.self).replacing("\r\n", with: "\n"), stream.keepsAlive)
    }

    @Test func streamsInChunks() {
        let start = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n"
        let chunks = "5\nhello\n10\n0123456789abcdef\n0\n\n"
        #expect(stream(.ok, ReplyTerms()) == (start + "\n" + chunks, true))
        #expect(stream(.ok, Self.closing) == (start + "Connection: close\n\n" + chunks, false))
        #expect(stream(.ok, Self.head) == (start + "\n", true))
        #expect(stream(.noContent, ReplyTerms()) == ("HTTP/1.1 204 No Content\n\n", true))
        #expect(stream(Self.resetContent, ReplyTerms()) == ("HTTP/1.1 205 \nContent-Length: 0\n\n", true))
    }

    @Test func streamsUntilTheClose() {
        let start = "HTTP/1.1 200 OK\nConnection: "
        #expect(stream(.ok, Self.old) == (start + "close\n\nhello0123456789abcdef", false))
        #expect(stream(.ok, ReplyTerms(isHead: true, isHTTP10: true)) == (start + "keep-alive\n\n", true))
    }

    @Test func readsItsOwnChunks() throws {
        var out: [UInt8] = []
        let stream = ResponseWriter.start(Response(.ok), ReplyTerms(), date: [], into: &out)
        out.removeAll()
        for count in [1, 15, 16, 255, 256, 4096] { stream.write([UInt8](repeating: 98, count: count), into: &out) }
        stream.end(into: &out)
        var (decoder, body) = (ChunkedDecoder(limits: MessageLimits()), [UInt8]())
        #expect(try decoder.read(out, 0..<out.count, into: &body) == out.count)
        #expect(decoder.isOver)
        #expect(body.count == 4639)
    }

    @Test func takesItsTermsFromTheRequest() {
        var wire = Wire()
        _ = wire.receive("HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".utf8)
        let request = wire.reader.request
        #expect(ReplyTerms(answering: request) == ReplyTerms(isHead: true, isHTTP10: true, keepsAlive: true))
        #expect(!ReplyTerms(answering: request, closing: true).keepsAlive)
    }
}
