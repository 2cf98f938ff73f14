import Console
import Core
import HTTPMessage
import JSON

/// What peers are called, asked of the agent as they turn up, once each.
struct PeerNames {
    /// So that a command that runs for months does not grow.
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

    /// The id itself where there is no name for it.
    mutating func name(of id: String) -> String {
        if let name = known[id] { return name }
        guard PeerID(id) != nil, let name = ask(id) else { return id.cleaned }
        if known.count >= Self.most { known.removeAll() }
        known[id] = name
        return name
    }

    /// An event may tell of another name.
    mutating func note(_ event: RecordedEvent) {
        guard event.type == EventType.peerUpdated.rawValue, let id = event.peer else { return }
        known[id] = nil
    }
}
