import Console
import Core
import HTTPMessage
import JSON

/// The names of peers. Asks the agent once for each peer.
struct PeerNames {
    /// Bounded, so that a command that runs for months does not grow.
    private static let most = 10_000

    private let ask: (String) -> String?
    private var known: [String: String] = [:]

    init(ask: @escaping (String) -> String?) { self.ask = ask }

    init(_ client: ControlClient) {
        self.init { id in
            guard let answer = try? client.askNow(.get, peerPath(id)), answer.status == 200 else { return nil }
            return Peer(answer.object)?.name
        }
    }

    /// The id itself if there is no name.
    mutating func name(of id: String) -> String {
        if let name = known[id] { return name }
        guard PeerID(id) != nil, let name = ask(id) else { return id.cleaned }
        if known.count >= Self.most { known.removeAll() }
        known[id] = name
        return name
    }

    /// An event may report another name.
    mutating func note(_ event: RecordedEvent) {
        guard event.type == EventType.peerUpdated.rawValue, let id = event.peer else { return }
        known[id] = nil
    }
}
