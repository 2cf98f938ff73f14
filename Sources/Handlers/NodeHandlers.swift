import API
import Access
import Core
import HTTPMessage
import HTTPServer
import Live
import Mesh
import Store

/// This node and the other nodes.
struct NodeHandlers: ResourceHandlers {
    let repository: any Repository
    let presences: Presences
    let node: any NodeDescription
    let server: Server
    let clock: NodeClock

    /// This node, peers that are nodes, and other nodes on the local network.
    func list(for principal: Principal, at now: Moment) throws -> Response {
        let peers = try repository.read { store throws(StorageFailure) in
            try store.livePeers(of: .node, limit: Self.mostNodes)
        }
        var seesAll = true
        if case .peer(let reader) = principal { seesAll = reader.scopes.contains(.admin) }
        let registered = peers.filter { $0.isLive(at: now) }.map { peer in
            NodeView.registered(
                peer.card(presences, at: now), at: seesAll ? [peer.address].compactMap { $0 } : nil)
        }
        let sighted = node.sighted.map { node in
            NodeView.sighted(
                node.id, name: node.name, version: node.version, interface: node.interface,
                at: seesAll ? node.places.map(\.text) : nil)
        }
        return .nodes([node.view] + registered + sighted)
    }

    /// A home network has a few nodes.
    static let mostNodes = 500

    /// The server returns its counts on its thread, after this request.
    func status(_ answering: Answering) {
        server.readMetrics { metrics in
            do {
                let (now, time) = (clock.now(), clock.both())
                let (live, open, last) = try repository.read { store throws(StorageFailure) in
                    (try store.countLivePeers(at: now), try store.countOpenPairings(at: now), try store.lastEvent())
                }
                let store = node.store(livePeers: live, openPairings: open, lastEvent: last)
                answering.send(.status(node.status(store: store, server: metrics.summary, time: time)))
            } catch { answering.send(answering.response(to: error)) }
        }
    }
}

extension ServerMetrics {
    /// For `kith status`. Refused connections, and those without a request, are not dropped streams.
    var summary: StatusView.Server {
        StatusView.Server(
            connections: connections.open, webSockets: webSockets.open, eventStreams: eventStreams.open,
            requests: requests.latency.count, dropped: self[.backlog])
    }
}
