import HTTPMessage
import Testing

@testable import HTTPServer

/// WebSockets over real connections.
@Suite struct WebSocketStreamTests {
    @Test func carriesMessagesBothWays() throws {
        let fixture = try StreamFixture()
        let socket = try fixture.openWebSocket()
        #expect(socket.send(ClientFrame.text("an ack").bytes))
        #expect(fixture.wait { fixture.events == [.text(Array("an ack".utf8))] })
        fixture.send("news")
        let frame = FrameEncoder.text("news")
        #expect(socket.receive(count: frame.count) == frame)
    }

    @Test func answersPingsInOrder() throws {
        let fixture = try StreamFixture()
        let socket = try fixture.openWebSocket()
        #expect(socket.send(ClientFrame.ping("a").bytes + ClientFrame.pong("x").bytes + ClientFrame.ping("b").bytes))
        let pongs = FrameEncoder.pong(Array("a".utf8)) + FrameEncoder.pong(Array("b".utf8))
        #expect(socket.receive(count: pongs.count) == pongs)
    }

    @Test func takesFramesRightBehindTheHandshake() throws {
        let fixture = try StreamFixture()
        let socket = try RawConnection(port: fixture.port)
        #expect(socket.send(Array(StreamFixture.handshake.utf8) + ClientFrame.text("eager").bytes))
        #expect(fixture.wait { fixture.events == [.text(Array("eager".utf8))] })
    }

    /// What ends the stream comes in the same segment as the request for it: the client is answered all the same.
    @Test(arguments: [
        (ClientFrame.close(1000, "bye").bytes, FrameEncoder.close(.normal)),
        ([0x81, 0x01, 0x61], FrameEncoder.close(.protocolError)),
        ([0xFF, 0xFF, 0xFF, 0xFF], FrameEncoder.close(.protocolError)),
    ])
    func answersTheHandshakeOfWhoLeavesAtOnce(_ frame: [UInt8], _ close: [UInt8]) throws {
        let fixture = try StreamFixture()
        let socket = try RawConnection(port: fixture.port)
        #expect(socket.send(Array(StreamFixture.handshake.utf8) + frame))
        let answer = socket.receive(count: 16 * 1_024)
        #expect(answer.starts(with: "HTTP/1.1 101 ".utf8))
        #expect(Array(answer.suffix(close.count)) == close)
        #expect(fixture.wait { fixture.ends.count == 1 })
    }

    /// More requests than are answered in one turn: meanwhile the connection is not looked at.
    @Test func hearsWhoHadMuchToAsk() throws {
        let fixture = try StreamFixture()
        let socket = try RawConnection(port: fixture.port)
        let requests = String(repeating: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", count: 9)
        #expect(socket.send(requests + StreamFixture.handshake))
        _ = socket.receive(until: "hello")
        #expect(socket.send(ClientFrame.text("me").bytes))
        #expect(fixture.wait { fixture.events == [.text(Array("me".utf8))] })
    }

    @Test func closesAsItsClientWants() throws {
        let fixture = try StreamFixture()
        let socket = try fixture.openWebSocket()
        #expect(socket.send(ClientFrame.close(1000, "bye").bytes + ClientFrame.text("too late").bytes))
        let close = FrameEncoder.close(.normal)
        #expect(socket.receive(count: close.count + 1) == close, "and nothing after it")
        #expect(fixture.wait { !fixture.ends.isEmpty })
        #expect(fixture.events == [.closed(.byClient(.normal))])
    }

    @Test func closesOnItsOwn() throws {
        let fixture = try StreamFixture()
        let socket = try fixture.openWebSocket()
        fixture.server.close(fixture.opened, .policyViolation, reason: "revoked", last: text("token_revoked"))
        fixture.send("not for those who are out")
        let last = FrameEncoder.text("token_revoked") + FrameEncoder.close(.policyViolation, reason: "revoked")
        #expect(socket.receive(count: last.count + 1) == last)
        #expect(fixture.ends == [.byServer])
    }

    @Test func endsWhatIsNoFrame() throws {
        let fixture = try StreamFixture()
        var unmasked = ClientFrame.text("x")
        unmasked.mask = nil
        let bad: [(ClientFrame, CloseCode)] = [
            (unmasked, .protocolError), (.text([0xFF]), .invalidPayload),
            (ClientFrame(opcode: 1, payload: [], declared: 1 << 20), .tooBig),
        ]
        for (frame, code) in bad {
            let socket = try fixture.openWebSocket()
            #expect(socket.send(frame.bytes))
            let close = FrameEncoder.close(code)
            #expect(socket.receive(count: close.count + 1) == close)
        }
        #expect(fixture.ends == bad.map { .violation($0.1) })
    }

    @Test func noticesWhoIsGone() throws {
        let fixture = try StreamFixture { $0.streams.heartbeat = .milliseconds(300) }
        do {
            let socket = try fixture.openWebSocket()
            socket.breakOff()
        }
        #expect(fixture.wait { fixture.ends == [.gone] })
        // One that is silent is asked, and given up when it does not answer; one that answers stays.
        let silent = try fixture.openWebSocket()
        #expect(fixture.wait { fixture.ends == [.gone, .gone] })
        #expect(silent.receive(count: 2).starts(with: FrameEncoder.ping()))
        let alive = try fixture.openWebSocket()
        for _ in 0..<3 {
            #expect(alive.receive(count: 2) == FrameEncoder.ping())
            #expect(alive.send(ClientFrame.pong().bytes))
        }
        #expect(fixture.ends.count == 2)
    }

    @Test func refusesBadHandshakes() throws {
        let fixture = try StreamFixture()
        let handshake = StreamFixture.handshake
        let bad: [(String, String)] = [
            (handshake.replacing("Version: 13", with: "Version: 12"), "426"),
            (handshake.replacing("Connection: Upgrade\r\n", with: ""), "400"),
            (handshake.replacing("GET /ws", with: "HEAD /ws"), "405"),
            (handshake.replacing("HTTP/1.1", with: "HTTP/1.0"), "400"),
        ]
        for (request, code) in bad {
            let socket = try RawConnection(port: fixture.port)
            #expect(socket.send(request))
            #expect(socket.receive()?.hasPrefix("HTTP/1.1 \(code) ") == true)
        }
        #expect(fixture.opened.isEmpty)
    }

    @Test func saysGoodbyeWhenTheServerStops() throws {
        let fixture = try StreamFixture()
        let socket = try fixture.openWebSocket()
        let events = try fixture.openEvents()
        #expect(fixture.server.stop())
        let close = FrameEncoder.close(.goingAway, reason: "the server stops")
        #expect(socket.receive(count: close.count + 1) == close)
        #expect(events.receiveAll().hasSuffix(": the server stops\n\n\r\n0\r\n\r\n"))
        #expect(fixture.ends == [.stopping, .stopping])
    }
}
