import Credentials
import HTTPMessage
import HTTPServer
import JSON
import Synchronization

/// Streams that all receive the same messages:
///
///     GET /ws, GET /events   open one; all receive what its client sends
///     POST /send             all receive its body
///     GET /counts            what became of them so far
///
/// and 200 for everything else.
final class StreamHub: Sendable {
    private struct State {
        var server: Server?
        var open: Set<StreamID> = []
        var ends: [String: Int64] = [:]
    }

    private let state = Mutex(State())

    func serve(by server: Server) { state.withLock { $0.server = server } }

    func answer(_ request: ReceivedRequest, _ reply: Reply) -> Answer? {
        switch String(decoding: request.rawTarget, as: UTF8.self) {
        case "/ws": return openWebSocket(request, reply)
        case "/events": return open(.eventStream(), reply)
        case "/send":
            tellAll(request.body)
            return .response(Response(.noContent))
        case "/counts":
            state.withLock { $0.server }?.readMetrics { reply.send(.response(self.counts($0))) }
            return nil
        default: return .response(Response(.ok))
        }
    }

    func note(_ stream: StreamID, _ event: StreamEvent) {
        switch event {
        case .text(let text): tellAll(text)
        case .binary: state.withLock { $0.server }?.close([stream], .unsupportedData)
        // Nobody here waits for that.
        case .taken: break
        case .closed(let end):
            state.withLock { state in
                state.open.remove(stream)
                state.ends[name(of: end), default: 0] += 1
            }
        }
    }

    private func openWebSocket(_ request: ReceivedRequest, _ reply: Reply) -> Answer {
        let handshake = WebSocketHandshake(
            request.request, isCurrentVersion: !request.isHTTP10, sha1: SHA1.hash)
        switch handshake {
        case .refused(let status, let fields): return .response(Response(status, fields: fields))
        case .accepted(let fields, _): return open(.webSocket(fields), reply)
        }
    }

    private func open(_ opening: StreamOpening, _ reply: Reply) -> Answer {
        state.withLock { _ = $0.open.insert(reply.stream) }
        return .stream(opening)
    }

    private func tellAll(_ text: [UInt8]) {
        let (server, open) = state.withLock { ($0.server, Array($0.open)) }
        guard let message = StreamMessage(text: text) else { return }
        server?.send(message, to: open)
    }

    private func counts(_ metrics: ServerMetrics) -> Response {
        let ends = state.withLock { $0.ends }
        var told = JSONObject()
        let gauges = [
            ("connections", metrics.connections), ("web_sockets", metrics.webSockets),
            ("event_streams", metrics.eventStreams),
        ]
        for (name, gauge) in gauges {
            told[name] = .integer(Int64(gauge.open))
            told[name + "_opened"] = .integer(Int64(gauge.opened))
            told[name + "_closed"] = .integer(Int64(gauge.closed))
        }
        for (name, count) in ends { told[name] = .integer(count) }
        for reason in DropReason.allCases { told[reason.rawValue] = .integer(Int64(metrics[reason])) }
        return Response(
            .ok, fields: ["Content-Type": "application/json"], body: Array(JSONValue.object(told).text.utf8))
    }
}

private func name(of end: StreamEnd) -> String {
    switch end {
    case .byClient: "ended_by_client"
    case .gone: "ended_gone"
    case .violation: "ended_violation"
    case .tooSlow: "ended_too_slow"
    case .byServer: "ended_by_server"
    case .stopping: "ended_stopping"
    }
}
