import Aside
import CLinux
import Glibc
import HTTPClient
import HTTPMessage
import Testing

@testable import HTTPServer

@Suite struct ServerTests {
    /// Tells the request and the connection back.
    private func echo(_ limits: Server.Limits = Server.Limits()) -> Server {
        Server(limits: limits) { request, info, _ in
            let fields: HeaderFields = ["X-Info": "\(info)", "X-Method": request.method.name]
            return .response(Response(.ok, fields: fields, body: request.body))
        }
    }

    private func over(_ port: UInt16) -> HTTPClient.Destination { .tcp("127.0.0.1", port: port) }

    @Test func answersOverTCP() throws {
        let server = Server { _, info, _ in
            guard case .tcp(let peer, let local, _, _) = info else { return .response(Response(.internalServerError)) }
            let fields: HeaderFields = ["X-Peer": peer.text, "X-Local": "\(local.text) \(local.port)"]
            return .response(Response(.ok, fields: fields))
        }
        for address in [loopback, nil] {
            let port = try server.listen(address: address, port: 0)
            let response = try HTTPClient.send(Request(.get, "/"), to: over(port))
            #expect(response.status == .ok)
            #expect(response.fields["X-Peer"] == "127.0.0.1")
            #expect(response.fields["X-Local"] == "127.0.0.1 \(port)")
            #expect(response.fields["Connection"] == "close")
            #expect(response.fields["Date"]?.hasSuffix(" GMT") == true)
        }
        #expect(server.stop())
    }

    @Test func answersOverUnixSocket() throws {
        let folder = SocketFolder()
        let server = Server { _, info, _ in
            guard case .unix(let peer) = info else { return .response(Response(.internalServerError)) }
            let known = "\(peer.uid) \(peer.gid) \(peer.pid) \(peer.groups.sorted())"
            return .response(Response(.ok, body: Array(known.utf8)))
        }
        try server.listen(unix: folder.socket)
        var file = stat()
        #expect(unsafe stat(folder.socket, &file) == 0)
        #expect(file.st_mode & 0o777 == 0o660)
        let response = try HTTPClient.send(Request(.get, "/"), to: .unix(folder.socket))
        var groups = [gid_t](repeating: 0, count: 1024)
        let count = unsafe getgroups(1024, &groups)
        let known = groups.prefix(Int(count)).sorted()
        #expect(String(decoding: response.body, as: UTF8.self) == "\(getuid()) \(getgid()) \(getpid()) \(known)")
        server.stop()
        #expect(unsafe stat(folder.socket, &file) != 0)
    }

    @Test func carriesBodies() throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        for count in [0, 1, 64 * 1024] {
            let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try HTTPClient.send(Request(.post, "/", body: body), to: over(port)).body == body)
        }
        let large = [UInt8](repeating: 0, count: 512 * 1024)
        #expect(try HTTPClient.send(Request(.post, "/", body: large), to: over(port)).status == .contentTooLarge)
        let head = try HTTPClient.send(Request(.head, "/", body: [1]), to: over(port))
        #expect(head.body.isEmpty)
        #expect(head.fields["Content-Length"] == "1")
        server.stop()
    }

    @Test func refusesWhatTheParserRefuses() throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        for (raw, code) in [("GET /\n\n", "400"), ("GET / HTTP/1.1\r\n\r\n", "400"), ("GET / HTTP/3.0\r\n", "505")] {
            let connection = try RawConnection(port: port)
            #expect(connection.send(raw))
            #expect(connection.receiveAll().hasPrefix("HTTP/1.1 \(code) "))
        }
        server.stop()
    }

    /// Once each in whatever is answered, but for what is no final answer.
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "200"),
        ("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "200"),
        ("GET /events HTTP/1.1\r\nHost: h\r\n\r\n", "200"), ("GET /\n\n", "400"), ("GET / HTTP/3.0\r\n", "505"),
    ])
    func addsItsFieldsToEveryAnswer(_ request: String, _ code: String) throws {
        let server = Server(fields: ["X-Content-Type-Options": "nosniff", "X-Other": "a b"]) { request, _, _ in
            guard request.rawTarget.elementsEqual("/events".utf8) else { return .response(Response(.ok, body: [65])) }
            return .stream(.eventStream(retry: 100))
        }
        let port = try server.listen(address: loopback, port: 0)
        let connection = try RawConnection(port: port)
        #expect(connection.send(request))
        let answer = try #require(connection.receive(until: "\r\n\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
        for field in ["\r\nX-Content-Type-Options: nosniff\r\n", "\r\nX-Other: a b\r\n"] {
            #expect(answer.ranges(of: field).count == 1)
        }
        server.stop(within: .zero)
    }

    /// It has connected, so it does not try the next program that listens there.
    @Test func aStopAnswersAClientThatHasJustConnected() throws {
        var limits = Server.Limits()
        limits.newcomers = .seconds(20)
        let server = Server(limits: limits) { _, _, _ in .response(Response(.ok, body: [65])) }
        let port = try server.listen(address: loopback, port: 0)
        let connection = try RawConnection(port: port)
        let isAccepted = Flag()
        while !isAccepted.isRaised {
            server.readMetrics { if $0.connections.opened == 1 { isAccepted.raise() } }
            usleep(1_000)
        }
        aside { server.stop(within: .seconds(60)) }
        // The server first closes its listener.
        while (try? RawConnection(port: port)) != nil { usleep(1_000) }
        #expect(connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        let text = connection.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains("\r\nConnection: close\r\n"), "\(text)")
    }

    @Test func aStopDoesNotWaitForAClientThatSendsNothing() throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        let (silent, spoken) = (try RawConnection(port: port), try RawConnection(port: port))
        #expect(spoken.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(spoken.receive(until: "\r\n\r\n") != nil)
        // False where it waits to the end.
        #expect(server.stop(within: .seconds(60)))
        #expect(silent.receiveAll().isEmpty && spoken.receiveAll().isEmpty)
    }

    @Test func readsByteByByte() throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        let connection = try RawConnection(port: port)
        for character in "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi" {
            for byte in character.utf8 { #expect(connection.send(String(decoding: [byte], as: UTF8.self))) }
        }
        let text = connection.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("\r\n\r\nhi"))
        server.stop()
    }

    @Test func saysContinue() throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        let connection = try RawConnection(port: port)
        let head = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
        #expect(connection.send(head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"))
        #expect(connection.receive() == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(connection.send("hi"))
        #expect(connection.receiveAll().hasSuffix("hi"))
        server.stop()
    }

    @Test func doesNotWaitForTheSlow() throws {
        var limits = Server.Limits()
        limits.patience = .milliseconds(200)
        limits.idle = .milliseconds(200)
        let server = echo(limits)
        let port = try server.listen(address: loopback, port: 0)
        let slow = try RawConnection(port: port)
        let silent = try RawConnection(port: port)
        #expect(slow.send("GET / HT"))
        #expect(slow.receiveAll().hasPrefix("HTTP/1.1 408 "))
        #expect(silent.receive() == "")
        server.stop()
    }

    @Test func takesOtherLimits() throws {
        var limits = Server.Limits()
        limits.message.body = 1
        let server = echo(limits)
        let port = try server.listen(address: loopback, port: 0)
        let request = Request(.post, "/", body: [1, 2])
        #expect(try HTTPClient.send(request, to: over(port)).status == .contentTooLarge)
        limits.message.body = 2
        server.update(limits: limits)
        let deadline = ContinuousClock.now + .seconds(10)
        while try HTTPClient.send(request, to: over(port)).status != .ok {
            try #require(ContinuousClock.now < deadline)
        }
        server.stop()
    }

    @Test func closesWhatIsTooMany() throws {
        var limits = Server.Limits()
        limits.connections = 2
        let server = echo(limits)
        let port = try server.listen(address: loopback, port: 0)
        let first = try RawConnection(port: port)
        let second = try RawConnection(port: port)
        let third = try RawConnection(port: port)
        #expect(third.receive() == "")
        for served in 0..<2 {
            let request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            #expect(served == 0 ? first.send(request) : second.send(request))
            #expect((served == 0 ? first.receiveAll() : second.receiveAll()).hasPrefix("HTTP/1.1 200 "))
        }
        // The places are free again, a moment after the answers.
        let deadline = ContinuousClock.now + .seconds(10)
        while (try? HTTPClient.send(Request(.get, "/"), to: over(port))) == nil {
            try #require(ContinuousClock.now < deadline)
        }
        server.stop()
    }

    /// A client that uses all connections of the network must not keep operators out, and vice versa.
    @Test func keepsRoomForUnixSockets() throws {
        var limits = Server.Limits()
        limits.connections = 1
        limits.connectionsOverUnix = 1
        let folder = SocketFolder()
        let server = echo(limits)
        let port = try server.listen(address: loopback, port: 0)
        try server.listen(unix: folder.socket)
        let first = try RawConnection(port: port)
        #expect(try RawConnection(port: port).receive() == "")
        let operators = try RawConnection(unix: folder.socket)
        #expect(operators.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(operators.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
        #expect(try RawConnection(unix: folder.socket).receive() == "", "these have their own bound")
        #expect(first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(first.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
        server.stop()
    }

    /// A flood of connections counts that far in a few days.
    @Test func countsConnectionsWithoutEnd() {
        var tokens = PollKeyMint(after: .max - 1)
        let made = (0..<3).map { _ in tokens.pollKey(for: 7) }
        #expect(made.map(\.generation) == [.max, 0, 1])
        #expect(Set(made.map(\.word)).count == 3)
    }

    /// Answers after a while, from another thread.
    private func slowServer(_ delay: UInt32, begun: Flag, done: Flag) -> Server {
        Server { _, _, reply in
            begun.raise()
            aside {
                usleep(delay)
                done.raise()
                reply.send(.response(Response(.ok)))
            }
            return nil
        }
    }

    @Test func stopWaitsForWhatRuns() throws {
        let (begun, done) = (Flag(), Flag())
        let server = slowServer(300_000, begun: begun, done: done)
        let port = try server.listen(address: loopback, port: 0)
        let idle = try RawConnection(port: port)
        let running = try RawConnection(port: port)
        #expect(running.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        while !begun.isRaised { usleep(1_000) }
        #expect(server.stop(within: .seconds(5)))
        #expect(done.isRaised)
        let answer = running.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Connection: close"), "there will be no next request")
        #expect(idle.receive() == "")
        #expect(throws: ListenError.self) { try RawConnection(port: port) }
        let next = Server { _, _, _ in .response(Response(.ok)) }
        #expect(try next.listen(address: loopback, port: port) == port)
        next.stop()
    }

    @Test func stopDoesNotWaitForEver() throws {
        let (begun, done) = (Flag(), Flag())
        let server = slowServer(2_000_000, begun: begun, done: done)
        let running = try RawConnection(port: try server.listen(address: loopback, port: 0))
        #expect(running.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        while !begun.isRaised { usleep(1_000) }
        #expect(!server.stop(within: .milliseconds(20)))
        #expect(!done.isRaised)
    }

    @Test func keepsConnectionsAlive() throws {
        let server = echo()
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        for turn in 0..<100 {
            #expect(connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n\(100 + turn)"))
            let answer = connection.receive()
            #expect(answer?.hasSuffix("\r\n\r\n\(100 + turn)") == true)
            #expect(answer?.contains("Connection: close") == false)
        }
        server.stop()
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let (begun, done) = (Flag(), Flag())
        let slow = slowServer(50_000, begun: begun, done: done)
        let quick = echo()
        for (server, name) in [(slow, "slow"), (quick, "quick")] {
            let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
            let one = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
            #expect(connection.send(one + one + "GET / HTTP/1.0\r\n\r\n"))
            let answers = connection.receiveAll().components(of: "HTTP/1.1 200 OK")
            #expect(answers == 3, "\(name)")
            server.stop()
        }
    }

    @Test func oldClientsMayStay() throws {
        let server = echo()
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        for _ in 0..<2 {
            #expect(connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
            #expect(connection.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
        }
        server.stop()
    }

    @Test func servesManyAtOnce() async throws {
        let server = echo()
        let port = try server.listen(address: loopback, port: 0)
        let answered = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    (0..<50).count { turn in
                        let body = Array("\(worker)-\(turn)".utf8)
                        return (try? HTTPClient.send(Request(.post, "/", body: body), to: over(port)))?.body == body
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(answered == 400)
        server.stop()
    }

    @Test func writesDates() {
        #expect(httpDate(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(httpDate(1_709_164_800) == "Thu, 29 Feb 2024 00:00:00 GMT")
    }
}

extension String {
    /// How often a text occurs in this one.
    fileprivate func components(of text: String) -> Int {
        let (all, part) = (Array(utf8), Array(text.utf8))
        guard all.count >= part.count else { return 0 }
        return (0...(all.count - part.count)).count { all[$0..<($0 + part.count)].elementsEqual(part) }
    }
}
