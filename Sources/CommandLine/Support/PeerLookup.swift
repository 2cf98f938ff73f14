import Console
import Core
import HTTPMessage
import JSON

// Finding a peer by its name.

/// The peer with exactly this name, or the only one whose name begins like this. Ignores case.
func chosen<Thing>(
    _ wanted: String, among things: [Thing], what: String, by name: (Thing) -> String
) throws(CommandFailure) -> Thing? {
    let key = Name(trusted: wanted).folded
    let folded = things.map { Name(trusted: name($0)).folded }
    if let exact = folded.firstIndex(of: key) { return things[exact] }
    let found = things.indices.filter { folded[$0].hasPrefix(key) }
    guard found.count > 1 else { return found.first.map { things[$0] } }
    let names = found.prefix(10).map { "'\(name(things[$0]))'" }
    let more = found.count > names.count ? " and \(found.count - names.count) more" : ""
    throw CommandFailure(
        .failed,
        "'\(wanted.cleaned)' matches several \(what): \(names.joined(separator: ", "))\(more). Type more of the name.")
}

/// The peers of the agent.
struct PeerDirectory {
    private static let page = 100

    private let client: ControlClient

    init(_ client: ControlClient) { self.client = client }

    /// As they arrive, page by page.
    func all(withEnded: Bool) throws(CommandFailure) -> [JSONObject] {
        var peers: [JSONObject] = []
        var query = "all=\(withEnded)&limit=\(Self.page)"
        while true {
            let page = try client.object(.get, "/v1/peers?\(query)")
            peers += page.objects("peers")
            guard let next = page["next"]?.string, !page.objects("peers").isEmpty else { return peers }
            query = "all=\(withEnded)&limit=\(Self.page)&after=\(PercentEncoding.encode(next))"
        }
    }

    /// By id, or by name among live peers. With `withEnded`, ended peers are searched if no live one matches.
    func find(_ wanted: String, withEnded: Bool = false) throws(CommandFailure) -> Peer {
        if let id = PeerID(wanted) { return try peer(id) }
        if let exact = try exact(wanted) { return exact }
        let peers = try all(withEnded: withEnded).compactMap { Peer($0) }
        let live = try chosen(wanted, among: peers.filter(\.isLive), what: "devices", by: \.name)
        if let live { return live }
        // A name may have been used several times: the last peer is meant.
        let ended = peers.filter { !$0.isLive }.sorted { $0.endedLast > $1.endedLast }
        if let peer = try chosen(wanted, among: ended, what: "devices", by: \.name) { return peer }
        throw CommandFailure(.failed, "no device is called '\(wanted.cleaned)'. 'kith peers' lists the devices.")
    }

    /// By its whole name or its id, for what nobody is asked about and nobody can undo.
    func findExactly(
        _ wanted: String, withEnded: Bool = false, because reason: String
    ) throws(CommandFailure) -> Peer {
        let peer = try find(wanted, withEnded: withEnded)
        guard peer.id == wanted || Name(trusted: peer.name).folded == Name(trusted: wanted).folded else {
            throw CommandFailure(
                .failed,
                """
                \(reason) needs the whole name or the id. '\(wanted.cleaned)' is only the beginning of '\(peer.name)' \
                (\(peer.id)).
                """)
        }
        return peer
    }

    /// The live peer of this name: the agent finds it among any number.
    private func exact(_ wanted: String) throws(CommandFailure) -> Peer? {
        guard (try? Name(wanted)) != nil else { return nil }
        let page = try client.object(.get, "/v1/peers?name=\(PercentEncoding.encode(wanted))")
        return page.objects("peers").first.flatMap { Peer($0) }
    }

    private func peer(_ id: PeerID) throws(CommandFailure) -> Peer {
        let answer = try client.demand(.get, peerPath(id.description))
        guard answer.status != 404 else {
            throw CommandFailure(.failed, "no device has the id \(id). 'kith peers --all' lists all, former ones too.")
        }
        guard answer.status == 200, let peer = Peer(answer.object) else {
            throw answer.failure
        }
        return peer
    }
}

extension Peer {
    fileprivate var endedLast: Moment { endedAt ?? expiresAt ?? Moment(milliseconds: 0) }
}
