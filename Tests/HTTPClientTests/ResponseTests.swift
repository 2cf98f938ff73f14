import HTTPMessage
import Testing

@testable import HTTPClient

@Suite struct ResponseTests {
    private func parse(_ raw: String, _ method: Method = .get) throws(ClientError) -> Response {
        var rest = Array(raw.utf8)[...]
        var parser = HeadParser()
        guard var response = try parser.read(&rest) else { throw .malformed }
        var decoder = try BodyDecoder(of: response, answering: method)
        response.body = try decoder.readAll(&rest)
        try decoder.finish()
        return response
    }

    @Test func readsWhatHasNoBody() throws {
        #expect(try parse("HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\n").body.isEmpty)
        #expect(try parse("HTTP/1.1 304 Not Modified\r\n\r\n").status == .notModified)
        #expect(try parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .head).fields["Content-Length"] == "5")
        #expect(try parse("HTTP/1.0 200\r\nContent-Length: 0\r\n\r\n").status == .ok)
    }

    @Test func skipsWhatComesBefore() throws {
        #expect(
            try parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nA: b\r\n\r\nHTTP/1.1 404 \r\n\r\n").status
                == .notFound)
    }

    @Test(arguments: [
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1 999 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "http/1.1 200 OK\r\n\r\n", "HTTP/1.1 101 Up\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nb",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nb",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nbb\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    ])
    func refuses(_ raw: String) {
        #expect(throws: ClientError.malformed) { try parse(raw) }
    }

    @Test func boundsHeads() {
        let long = "HTTP/1.1 200 OK\r\nA: " + String(repeating: "a", count: 16 * 1024)
        #expect(throws: ClientError.malformed) { try parse(long) }
        let endless = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 1000)
        #expect(throws: ClientError.malformed) { try parse(endless) }
    }

    /// Wherever the bytes are cut, and whatever follows them, it is the same.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 103 \r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n",
    ])
    func readsInAnyPortions(_ raw: String) throws {
        let bytes = Array(raw.utf8) + [1, 2, 3]
        for cut in 0...raw.utf8.count {
            var (parser, head, decoder) = (HeadParser(), Response?.none, BodyDecoder?.none)
            var body: [UInt8] = []
            for portion in [bytes[..<cut], bytes[cut...]] {
                var rest = portion
                if head == nil {
                    head = try parser.read(&rest)
                    decoder = try head.map { head throws(ClientError) in try BodyDecoder(of: head, answering: .get) }
                }
                body += try decoder?.readAll(&rest) ?? []
            }
            #expect(head?.fields["A"] == "b")
            #expect(body == Array("hello".utf8))
            #expect(decoder?.isOver == true)
        }
    }

    /// A body without an end is read as it arrives. Only the bytes between its chunks are counted.
    @Test func boundsWhatIsBetweenChunks() throws {
        var decoder = try BodyDecoder(of: Response(.ok, fields: ["Transfer-Encoding": "chunked"]), answering: .get)
        let chunk = "1;\(String(repeating: "x", count: 1_000))\r\nb\r\n"
        for _ in 0..<100 {
            var rest = Array(chunk.utf8)[...]
            #expect(try decoder.readAll(&rest) == [UInt8(ascii: "b")])
        }
        var line = Array(("1;" + String(repeating: "x", count: 16 * 1024)).utf8)[...]
        #expect(throws: ClientError.malformed) { try decoder.readAll(&line) }
    }
}

extension BodyDecoder {
    fileprivate mutating func readAll(_ bytes: inout ArraySlice<UInt8>) throws(ClientError) -> [UInt8] {
        var body: [UInt8] = []
        while case let portion = try read(&bytes), !portion.isEmpty { body += portion }
        return body
    }
}
