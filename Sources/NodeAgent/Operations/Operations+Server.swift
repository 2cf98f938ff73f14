import HTTPMessage
import HTTPServer
import Logging
import PairingCore
import Registry
import Settings
import WebInterface

// What asks for operations, and what hears of them.
extension Operations {
    /// Answers by these operations; it listens nowhere yet.
    func server(_ settings: AgentSettings, _ share: DescriptorShare) -> Server {
        let server = Server(
            limits: Server.Limits(settings, share), routes: Route.Label.allCases.map(\.rawValue),
            log: { record in if Log.isDebugging { record.log() } },
            streams: { stream, event in
                if case .closed = event { outcomes.forget(stream) }
                events.note(stream, event)
            },
            handler: { request, connection, reply in
                // Probes come often, and need no texts made of their bytes.
                if request.isHealthProbe, node.isUsual(host: request["Host"]) {
                    return .response(.healthy, route: Route.Label.health.index)
                }
                return answer(request, from: connection, reply)
            })
        outcomes.serve(by: server)
        events.serve(by: server)
        return server
    }

    /// Tells what was committed to all whom it concerns.
    func pass(_ committed: [Event]) {
        for event in committed {
            if let pairing = event.fact.endedPairing { outcomes.settle(pairing) }
            if let peer = event.fact.endedPeer { presences.end(peer) }
        }
        events.announce()
    }
}

extension AccessRecord {
    fileprivate func log() {
        let (route, status) = (LogText.word(Route.Label.allCases[route].rawValue), Int(status.code))
        switch connection {
        case .tcp(let peer, _):
            let from = HostAddress(peer.bytes) ?? .loopback
            Log.debug("answered", ("route", route), ("status", status), ("from", from), ("took_ms", duration))
        case .unix(let peer):
            Log.debug("answered", ("route", route), ("status", status), ("uid", Int(peer.uid)), ("took_ms", duration))
        }
    }
}

extension ReceivedRequest {
    fileprivate var isHealthProbe: Bool {
        method == .get && rawTarget.elementsEqual("/healthz".utf8) && body.isEmpty
    }
}
