import Aside
import CLinux
import Glibc
import HTTPMessage
import Synchronization
import Testing

@testable import HTTPServer

/// What one client may take from the others: neither memory nor turns.
@Suite struct CrowdTests {
    private static let request = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)

    private static func requests(_ count: Int) -> [UInt8] { (0..<count).flatMap { _ in request } }

    private func server(answers size: Int, _ limits: Server.Limits = Server.Limits()) -> Server {
        Server(limits: limits) { _, _, _ in .response(Response(.ok, body: [UInt8](repeating: 97, count: size))) }
    }

    /// More answers than the kernel takes are held back, and go on when the client reads.
    @Test func answersWhoReadsLate() throws {
        let (count, size) = (1_000, 48 * 1_024)
        let server = server(answers: size)
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        #expect(connection.send(Self.requests(count)))
        usleep(300_000)
        #expect(connection.receive(count: count * size).count >= count * size)
        server.stop()
    }

    /// Who has sent all that it has to say still gets all that it asked for.
    @Test func answersWhoHasFinished() throws {
        let (count, size) = (8, 4 << 20)
        let server = server(answers: size)
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        #expect(connection.send(Self.requests(count)))
        connection.finishSending()
        usleep(300_000)
        #expect(connection.receive(count: count * size).count >= count * size)
        server.stop()
    }

    @Test func resetsWhoTakesNothing() throws {
        var limits = Server.Limits()
        limits.patience = .milliseconds(200)
        let size = 16 << 20
        let server = server(answers: size, limits)
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        #expect(connection.send(Self.request))
        sleep(3)
        var (taken, last): (Int, String?) = (0, "")
        repeat {
            last = connection.receive()
            taken += last?.utf8.count ?? 0
        } while last?.isEmpty == false
        #expect(taken < size)
        #expect(last == nil, "an end in good order is what the kernel keeps answers for")
        server.stop()
    }

    /// Its request is done, but not all of the answer has left.
    @Test func stopsWhenAnswersHaveLeft() throws {
        let (size, stopped) = (16 << 20, Flag())
        let server = server(answers: size)
        let connection = try RawConnection(port: try server.listen(address: loopback, port: 0))
        #expect(connection.send(Self.request))
        let first = try #require(connection.receive())
        aside {
            server.stop(within: .seconds(60))
            stopped.raise()
        }
        usleep(200_000)
        #expect(!stopped.isRaised)
        #expect(first.utf8.count + connection.receive(count: size).count >= size)
        while !stopped.isRaised { usleep(1_000) }
    }

    /// One has sent two thousand requests before another sends its one.
    @Test func givesEachItsTurn() throws {
        let isFull = Flag()
        let ports = Mutex<[UInt16]>([])
        let server = Server { _, info, _ in
            while !isFull.isRaised { usleep(1_000) }
            if case .tcp(let peer, _, _, _) = info { ports.withLock { $0.append(peer.port) } }
            return .response(Response(.ok))
        }
        let port = try server.listen(address: loopback, port: 0)
        let greedy = try RawConnection(port: port)
        #expect(greedy.send(Self.requests(2_000)))
        let other = try RawConnection(port: port)
        #expect(other.send(Self.request))
        isFull.raise()
        #expect(other.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
        server.stop()
        let order = ports.withLock { $0 }
        let turn = try #require(order.firstIndex { $0 != order[0] })
        #expect(turn < 200)
    }

    /// One has sent eight thousand messages before another sends its one.
    @Test func givesEachStreamItsTurn() throws {
        let isFull = Flag()
        let fixture = try StreamFixture()
        let greedy = try fixture.openWebSocket()
        let other = try fixture.openWebSocket()
        fixture.server.readMetrics { _ in while !isFull.isRaised { usleep(1_000) } }
        #expect(greedy.send((0..<8_000).flatMap { _ in ClientFrame.text("").bytes }))
        #expect(other.send(ClientFrame.text("me").bytes))
        isFull.raise()
        let mine = StreamEvent.text(Array("me".utf8))
        #expect(fixture.wait { fixture.events.contains(mine) })
        let turn = try #require(fixture.events.firstIndex(of: mine))
        #expect(turn < 3_000)
    }
}
