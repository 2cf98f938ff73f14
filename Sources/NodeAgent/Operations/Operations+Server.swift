import HTTPMessage
import HTTPServer
import PairingCore
import Registry
import Settings
import WebInterface

// What asks for operations, and what hears of them.
extension Operations {
    /// Answers by these operations; it listens nowhere yet.
    func server(_ settings: AgentSettings) -> Server {
        let server = Server(
            limits: Server.Limits(settings.limits), routes: Route.Label.allCases.map(\.rawValue),
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

extension ReceivedRequest {
    fileprivate var isHealthProbe: Bool {
        method == .get && rawTarget.elementsEqual("/healthz".utf8) && body.isEmpty
    }
}
