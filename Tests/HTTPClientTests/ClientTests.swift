import Glibc
import HTTPMessage
import HTTPServer
import Testing

@testable import HTTPClient

@Suite struct ClientTests {
    private func send(to port: UInt16, timeout: Duration = .seconds(5)) throws -> Response {
        try HTTPClient.send(Request(.get, "/"), to: .tcp("127.0.0.1", port: port), timeout: timeout)
    }

    private func canned(_ answer: String, portion: Int = .max, until mark: Flag? = nil) throws -> UInt16 {
        try startCannedServer { connection in
            connection.say(answer, portion: portion)
            mark?.wait()
        }
    }

    @Test func namesItsHost() throws {
        let server = Server { request, _, _ in
            .response(Response(.ok, body: Array(request["Host"] ?? [])))
        }
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
        let over = Flag()
        let port = try canned("HTTP/1.1 204 No Content\r\n\r\n", until: over)
        #expect(try send(to: port).status == .noContent)
        over.raise()
    }

    /// Nothing is sent to a user that the caller does not trust.
    @Test func knowsWhoAnswers() throws {
        let path = "/tmp/kith-client-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let request = Request(.get, "/")
        for (trusted, isAnswered) in [([geteuid()], true), ([geteuid() + 1, 61_003], false)] as [(Set<UInt32>, Bool)] {
            try startCannedServer(on: path) { $0.say("HTTP/1.1 204 No Content\r\n\r\n") }
            if isAnswered {
                #expect(try HTTPClient.send(request, to: .unix(path, servedBy: trusted)).status == .noContent)
            } else {
                #expect(throws: ClientError.foreign(user: geteuid())) {
                    try HTTPClient.send(request, to: .unix(path, servedBy: trusted))
                }
            }
            while unsafe access(path, F_OK) == 0 { usleep(1_000) }
        }
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
            let over = Flag()
            let port = try canned(answer, until: over)
            #expect(throws: ClientError.timedOut) { try send(to: port, timeout: .milliseconds(150)) }
            over.raise()
        }
    }

    @Test func boundsBodies() throws {
        let most = String(repeating: "b", count: 1024 * 1024)
        let head = "HTTP/1.1 200 OK\r\n"
        #expect(try send(to: canned("\(head)\r\n\(most)")).body.count == 1024 * 1024)
        for answer in [
            "\r\n\(most)b", "Content-Length: 1048577\r\n\r\n\(most)b",
            "Transfer-Encoding: chunked\r\n\r\n100000\r\n\(most)\r\n1\r\nb\r\n0\r\n\r\n",
        ] {
            let port = try canned(head + answer)
            #expect(throws: ClientError.malformed) { try send(to: port) }
        }
    }

    /// It may be about to restart.
    @Test func whoSaysNothingIsNotReached() throws {
        let port = try canned("")
        let error = ClientError.notReachable("the connection was closed without a response")
        #expect(throws: error) { try send(to: port) }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\n\n",
    ])
    func saysWhatIsNoAnswer(_ answer: String) throws {
        let port = try canned(answer)
        #expect(throws: ClientError.malformed) { try send(to: port) }
    }
}
