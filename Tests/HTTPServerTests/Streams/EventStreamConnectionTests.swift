import Aside
import Glibc
import HTTPMessage
import Synchronization
import Testing

@testable import HTTPServer

/// Event streams over real connections, and what both kinds of stream share.
@Suite struct EventStreamConnectionTests {
    @Test func sendsEventsAsChunks() throws {
        let fixture = try StreamFixture()
        let stream = try RawConnection(port: fixture.port)
        #expect(stream.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n"))
        let head = try #require(stream.receive(until: "hello\n\n\r\n"))
        #expect(head.contains("Content-Type: text/event-stream\r\n"))
        #expect(head.contains("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nc\r\nretry: 100\n\n\r\n"))
        #expect(!head.contains("Content-Length"))
        fixture.send("news", id: "7")
        #expect(stream.receive() == "12\r\nid: 7\ndata: news\n\n\r\n")
    }

    @Test func sendsEventsBareToOldClients() throws {
        let fixture = try StreamFixture()
        let stream = try fixture.openEvents("1.0")
        fixture.send("news")
        #expect(stream.receive() == "data: news\n\n")
        fixture.server.close(fixture.opened, .normal)
        #expect(stream.receive() == "")
    }

    @Test func opensLater() throws {
        let fixture = try StreamFixture()
        do {
            let stream = try RawConnection(port: fixture.port)
            #expect(stream.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n"))
            #expect(stream.receive(until: "hello\n\n\r\n") != nil)
        }
        #expect(fixture.wait { fixture.ends == [.gone] }, "that its client has gone is seen")
    }

    /// Far more than the kernel's buffers hold, for a client that reads slowly.
    @Test func tellsWhenAllWasTaken() throws {
        let fixture = try StreamFixture { $0.streams.unsentBytes = 64 << 20 }
        let stream = try fixture.openEvents()
        let id = try #require(fixture.opened.first)
        fixture.server.send([], inTurnTo: id)
        #expect(fixture.wait { fixture.events == [.taken] }, "nothing waits")
        let large = text(String(repeating: "x", count: 1 << 20))
        fixture.server.send([large, large, large, large, large, large, large, large], inTurnTo: id)
        usleep(200_000)
        #expect(fixture.events == [.taken])
        var left = 8 << 20
        while left > 0, let part = stream.receive(), !part.isEmpty {
            left -= part.utf8.count { $0 == UInt8(ascii: "x") }
        }
        #expect(fixture.wait { fixture.events == [.taken, .taken] })
    }

    @Test func answersHeadWithTheHeadAlone() throws {
        let fixture = try StreamFixture()
        let connection = try RawConnection(port: fixture.port)
        #expect(connection.send("HEAD /events HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.0\r\n\r\n"))
        let answers = connection.receiveAll()
        #expect(answers.contains("Content-Type: text/event-stream\r\n"))
        #expect(!answers.contains("hello"))
        #expect(fixture.ends == [.gone])
    }

    @Test func comesBehindPipelinedAnswers() throws {
        let fixture = try StreamFixture()
        let stream = try RawConnection(port: fixture.port)
        #expect(stream.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /events HTTP/1.1\r\nHost: h\r\n\r\n"))
        let text = try #require(stream.receive(until: "hello\n\n\r\n"))
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }

    @Test func endsWhereTheClientGoesOn() throws {
        let fixture = try StreamFixture()
        let stream = try fixture.openEvents()
        #expect(stream.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(fixture.wait { fixture.ends == [.gone] })
        #expect(stream.receive()?.isEmpty != false)
    }

    @Test func noticesWhoLeaves() throws {
        let fixture = try StreamFixture()
        do { _ = try fixture.openEvents() }
        #expect(fixture.wait { fixture.ends == [.gone] })
        // Also where the stream came from another thread, while the connection was not looked at.
        do { _ = try fixture.openEvents(at: "/late") }
        #expect(fixture.wait { fixture.ends == [.gone, .gone] })
    }

    @Test func keepsQuietStreamsOpen() throws {
        let fixture = try StreamFixture { $0.streams.heartbeat = .milliseconds(200) }
        let stream = try fixture.openEvents()
        for _ in 0..<2 { #expect(stream.receive() == "3\r\n:\n\n\r\n") }
    }

    @Test func dropsTheSlowAndNobodyElse() throws {
        let fixture = try StreamFixture { $0.streams.farewell = .seconds(60) }
        let slow = try fixture.openEvents()
        let quick = try fixture.openEvents()
        // More than the kernel takes for it, and more than may wait.
        let news = String(repeating: "x", count: 32 * 1_024)
        var received = 0
        for _ in 0..<512 {
            fixture.send(news)
            received += quick.receive(count: news.utf8.count + 16).count
        }
        #expect(received == 512 * (news.utf8.count + 16))
        #expect(fixture.ends == [.tooSlow])
        #expect(slow.receiveAll().hasSuffix(": too slow: reconnect and resume\n\n\r\n0\r\n\r\n"))
    }

    @Test func countsAndLogsWhatItServes() throws {
        let records = Mutex<[AccessRecord]>([])
        let server = Server(
            routes: ["other", "hello"],
            log: { record in records.withLock { $0.append(record()) } },
            handler: { _, _, _ in .response(Response(.created), route: 1) })
        let port = try server.listen(address: loopback, port: 0)
        for request in ["POST /a?secret=1 HTTP/1.1\r\nHost: h\r\n\r\n", "nonsense\r\n\r\n"] {
            let connection = try RawConnection(port: port)
            #expect(connection.send(request))
            _ = connection.receive()
        }
        let found = Mutex<ServerMetrics?>(nil)
        let fetched = Flag()
        server.readMetrics { metrics in
            found.withLock { $0 = metrics }
            fetched.raise()
        }
        while !fetched.isRaised { usleep(1_000) }
        let metrics = try #require(found.withLock { $0 })
        #expect(metrics.requests.count(route: 1, statusClass: 2) == 1)
        #expect(metrics.requests.count(route: 0, statusClass: 4) == 1)
        #expect(metrics[.malformed] == 1)
        #expect(metrics.connections.opened == 2)
        // What was refused before it was a request is counted, and is no record.
        let record = try #require(records.withLock { $0.count == 1 ? $0.first : nil })
        #expect(record.route == 1 && record.status == .created && record.duration < .seconds(60))
        if case .tcp(let peer, _, _, _) = record.connection {
            #expect(peer.text == "127.0.0.1")
        } else {
            Issue.record("it came over a Unix socket")
        }
        server.stop()
    }

    /// The connection is gone before the answer that would have made it a stream.
    @Test func tellsOfStreamsThatCameTooLate() throws {
        let ends = Mutex<[StreamEvent]>([])
        let (asked, gone) = (Flag(), Flag())
        let server = Server(streams: { _, event in ends.withLock { $0.append(event) } }) { _, _, reply in
            asked.raise()
            aside {
                while !gone.isRaised { usleep(1_000) }
                reply.send(.stream(.eventStream()))
            }
            return nil
        }
        let port = try server.listen(address: loopback, port: 0)
        do {
            let connection = try RawConnection(port: port)
            #expect(connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
            while !asked.isRaised { usleep(1_000) }
            connection.breakOff()
        }
        gone.raise()
        let deadline = ContinuousClock.now + .seconds(10)
        while ends.withLock({ $0.isEmpty }), ContinuousClock.now < deadline { usleep(1_000) }
        #expect(ends.withLock { $0 } == [.closed(.gone)])
        server.stop()
    }
}
