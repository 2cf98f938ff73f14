import Aside
import Dispatch
import Glibc
import HTTPMessage
import Synchronization
import Testing

@testable import HTTPServer

/// A server whose `/ws` and `/events` are streams, and the events of these that it has received.
final class StreamFixture: Sendable {
    private struct Heard {
        var opened: [StreamID] = []
        var events: [(StreamID, StreamEvent)] = []
    }

    private let heard: Mutex<Heard>
    let server: Server
    let port: UInt16

    init(_ change: (inout Server.Limits) -> Void = { _ in }) throws {
        var limits = Server.Limits()
        change(&limits)
        let box = Box()
        server = Server(limits: limits, routes: ["other", "stream"], streams: { box.value?.note($0, $1) }) {
            request, _, reply in
            box.value?.answer(request, reply)
        }
        heard = Mutex(Heard())
        port = try server.listen(address: loopback, port: 0)
        box.set(self)
    }

    deinit { server.stop(within: .seconds(1)) }

    private func answer(_ request: ReceivedRequest, _ reply: Reply) -> Answer? {
        switch String(decoding: request.rawTarget, as: UTF8.self) {
        case "/ws":
            let handshake = WebSocketHandshake(
                request.request, isCurrentVersion: !request.isHTTP10, subprotocols: ["kith"], sha1: sha1)
            switch handshake {
            case .refused(let status, let fields): return .response(Response(status, fields: fields))
            case .accepted(let fields, _): return open(.webSocket(fields, first: [text("hello")]), reply)
            }
        case "/later":
            // When the connection has long been left alone, until its answer is there.
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) { [self] in
                reply.send(open(.eventStream(first: [text("hello")]), reply))
            }
            return nil
        case "/events": return open(.eventStream(retry: 100, first: [text("hello")]), reply)
        case "/late":
            let answer = open(.eventStream(first: [text("hello")]), reply)
            // The loop has looked away from the connection by then.
            aside {
                usleep(50_000)
                reply.send(answer)
            }
            return nil
        default: return .response(Response(.ok))
        }
    }

    private func open(_ opening: StreamOpening, _ reply: Reply) -> Answer {
        heard.withLock { $0.opened.append(reply.stream) }
        return .stream(opening, route: 1)
    }

    private func note(_ id: StreamID, _ event: StreamEvent) { heard.withLock { $0.events.append((id, event)) } }

    var opened: [StreamID] { heard.withLock { $0.opened } }
    var events: [StreamEvent] { heard.withLock { $0.events.map(\.1) } }
    var ends: [StreamEnd] { events.compactMap { if case .closed(let end) = $0 { end } else { nil } } }

    func send(_ message: String, id: String? = nil) { server.send(text(message, id: id), to: opened) }

    /// False where it did not come true in time.
    func wait(for condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(2_000)
        }
        return true
    }

    /// A WebSocket with its greeting read, or an event stream.
    func openWebSocket() throws -> RawConnection {
        let connection = try RawConnection(port: port)
        #expect(connection.send(Self.handshake))
        let head = try #require(connection.receive(until: "hello"))
        #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        return connection
    }

    func openEvents(_ version: String = "1.1", at path: String = "/events") throws -> RawConnection {
        let connection = try RawConnection(port: port)
        #expect(connection.send("GET \(path) HTTP/\(version)\r\nHost: h\r\n\r\n"))
        #expect(connection.receive(until: "data: hello\n\n")?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
        return connection
    }

    static let handshake =
        "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
}

func text(_ message: String, id: String? = nil) -> StreamMessage {
    StreamMessage(text: Array(message.utf8), id: id) ?? { preconditionFailure("An id of one line") }()
}

/// The server's handlers exist before the fixture that they belong to.
private final class Box: Sendable {
    private let held = Mutex<WeakFixture>(WeakFixture())
    var value: StreamFixture? { held.withLock { $0.fixture } }
    func set(_ fixture: StreamFixture) { held.withLock { $0.fixture = fixture } }
}

private struct WeakFixture { weak var fixture: StreamFixture? }

extension RawConnection {
    /// Up to and with that text; nil where it does not come.
    func receive(until end: String) -> String? {
        var text = ""
        while !text.contains(end) {
            guard let portion = receive(), !portion.isEmpty else { return nil }
            text += portion
        }
        return text
    }
}
