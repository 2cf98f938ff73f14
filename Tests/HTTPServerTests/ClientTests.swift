import HTTPMessage
import HTTPServer
import Testing

@testable import HTTPClient

@Suite struct ClientTests {
    private func send(to port: UInt16, timeout: Duration = .seconds(5)) throws -> Response {
        try HTTPClient.send(Request(.get, "/"), to: .tcp("127.0.0.1", port: port), timeout: timeout)
    }

    private func canned(_ answer: String, portion: Int = .max, holding: Duration = .zero) throws -> UInt16 {
        try startCannedServer(Array(answer.utf8), portion: portion, holding: holding)
    }

    @Test func namesItsHost() throws {
        let server = Server { request, _, _ in Response(.ok, body: Array((request.fields["Host"] ?? "").utf8)) }
        let port = try server.listen(port: 0)
        #expect(try send(to: port).body == Array("127.0.0.1:\(port)".utf8))
        let named = Request(.get, "/", fields: ["Host": "kith.local"])
        #expect(try HTTPClient.send(named, to: .tcp("127.0.0.1", port: port)).body == Array("kith.local".utf8))
        server.stop()
    }

    @Test func readsEachFraming() throws {
        let head = "HTTP/1.1 200 OK\r\n"
        for answer in [
            "\(head)Content-Length: 5\r\n\r\nhello", "\(head)\r\nhello",
            "\(head)Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n",
        ] {
            for portion in [1, 7, .max] {
                #expect(try send(to: canned(answer, portion: portion)).body == Array("hello".utf8))
            }
        }
    }

    @Test func doesNotWaitForTheClose() throws {
        let port = try canned("HTTP/1.1 204 No Content\r\n\r\n", holding: .seconds(3))
        #expect(try send(to: port, timeout: .seconds(2)).status == .noContent)
    }

    @Test func saysNobodyIsThere() throws {
        #expect(throws: ClientError.notReachable("Connection refused")) { try send(to: 1) }
        #expect(throws: ClientError.notReachable("No such file or directory")) {
            try HTTPClient.send(Request(.get, "/"), to: .unix("/tmp/no-such-socket"))
        }
        #expect(throws: ClientError.notReachable("nobody is not an address")) {
            try HTTPClient.send(Request(.get, "/"), to: .tcp("nobody", port: 1))
        }
        #expect(throws: ClientError.notReachable("File name too long")) {
            try HTTPClient.send(Request(.get, "/"), to: .unix(String(repeating: "a", count: 200)))
        }
    }

    @Test func givesUpInTime() throws {
        for answer in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"] {
            let port = try canned(answer, holding: .seconds(1))
            #expect(throws: ClientError.timedOut) { try send(to: port, timeout: .milliseconds(150)) }
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\n\n",
    ])
    func saysWhatIsNoAnswer(_ answer: String) throws {
        let port = try canned(answer)
        #expect(throws: ClientError.malformed) { try send(to: port) }
    }
}

@Suite struct ResponseParserTests {
    private func parse(_ raw: String, _ method: Method = .get) throws(ClientError) -> Response {
        var parser = ResponseParser(answering: method)
        if let response = try parser.read(raw.utf8) { return response }
        return try parser.finish()
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

    @Test func boundsBodies() throws {
        let most = String(repeating: "b", count: 1024 * 1024)
        #expect(try parse("HTTP/1.1 200 OK\r\n\r\n" + most).body.count == 1024 * 1024)
        for raw in [
            "\r\n" + most + "b", "Content-Length: 1048577\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n100000\r\n\(most)\r\n1\r\nb\r\n0\r\n\r\n",
        ] {
            #expect(throws: ClientError.malformed) { try parse("HTTP/1.1 200 OK\r\n" + raw) }
        }
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
}
