import API
import Core
import HTTPMessage
public import HTTPServer
import Live
import Logging
import Settings
import Store
import WebAPI
import WebPages

extension Router {
    /// Makes the server use these handlers. It does not listen yet.
    public static func serve(_ parts: Parts) {
        let router = Router(parts)
        let (node, outcomes, events) = (parts.node, parts.outcomes, parts.events)
        parts.server.serve(
            streams: { stream, event in
                outcomes.note(stream, event)
                events.note(stream, event)
            },
            handler: { request, connection, reply in
                // Health probes are frequent, and are answered without making strings of their bytes.
                if request.isHealthProbe, node.isCommon(host: request[.host]) {
                    return .response(router.healthy, route: Route.Label.health.index)
                }
                return router.answer(request, from: connection, reply)
            })
    }
}

extension Server {
    /// A server with the routes of this node.
    public convenience init(routedWithin limits: Limits) {
        self.init(
            limits: limits, routes: Route.Label.allCases.map(\.rawValue), fields: .onEveryAnswer,
            log: { record in if Log.isDebugging { record().log() } })
    }
}

extension AccessRecord {
    fileprivate func log() {
        let (route, status) = (LogText.word(Route.Label.allCases[route].rawValue), Int(status.code))
        switch connection {
        case .tcp(let peer, _, _, _):
            let from = HostAddress(peer.bytes) ?? .loopback
            Log.debug("answered", ("route", route), ("status", status), ("from", from), ("took_ms", duration))
        case .unix(let peer):
            Log.debug("answered", ("route", route), ("status", status), ("uid", Int(peer.uid)), ("took_ms", duration))
        }
    }
}

extension ReceivedRequest {
    fileprivate var isHealthProbe: Bool {
        method == .get && rawTarget == healthPath && body.isEmpty
    }
}

private let healthPath = Array("/healthz".utf8)[...]
