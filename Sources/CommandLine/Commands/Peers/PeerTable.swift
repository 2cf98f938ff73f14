import Console
import Core

enum PeerTable {
    static func of(_ peers: [Peer], times: TimeStyle) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 8), .init(title: "PERSON", rank: 3, least: 5), .init(title: "STATE"),
            .init(title: "SEEN", rank: 1), .init(title: "MAY", rank: 2),
            .init(title: "ENDS", rank: 4), .init(title: "ADDRESS", rank: 5), .init(title: "KIND", rank: 6),
            .init(title: "ID", rank: 7),
        ])
        table.rows = peers.map { row($0, times) }
        return table
    }

    private static func row(_ peer: Peer, _ times: TimeStyle) -> [String] {
        let scopes = peer.scopes.filter { !$0.expiresAt.isOver(at: times.now) }.map(\.scope)
        return [
            peer.name, peer.person, peer.status, times.text(peer.lastSeenAt), scopes.joined(separator: ","),
            times.text(peer.isLive ? peer.expiresAt : peer.endedAt),
            peer.address, peer.kind, peer.id,
        ]
    }
}

/// One peer, with all there is to know.
enum PeerSheet {
    static func lines(_ peer: Peer, times: TimeStyle) -> [String] {
        var rows: [(String, String)] = [
            ("Name", peer.name), ("Id", peer.id), ("Person", peer.person), ("Kind", peer.kind),
            ("State", peer.isLive ? "\(peer.state), \(peer.presence)" : "\(peer.state) \(times.text(peer.endedAt))"),
            ("Address", peer.address), ("Browser", peer.userAgent),
            ("Admitted", "\(times.text(peer.createdAt)) by \(peer.admittedBy)"), ("Seen", times.text(peer.lastSeenAt)),
            ("Ends", times.text(peer.expiresAt)), ("May", peer.scopes.map { $0.text(times) }.joined(separator: ", ")),
            ("Areas", peer.areas.joined(separator: ", ")),
        ]
        for (index, key) in peer.keys.enumerated() { rows.append((index == 0 ? "Keys" : "", key.text(times))) }
        return rows.filter { !$0.1.isEmpty }.map { "\($0.0.padded(to: 10))\($0.1)" }
    }
}

extension Peer.Grant {
    fileprivate func text(_ times: TimeStyle) -> String {
        guard let expiresAt else { return scope }
        return expiresAt <= times.now
            ? "\(scope) (ended \(times.text(expiresAt)))" : "\(scope) (\(times.text(expiresAt)))"
    }
}

extension Peer.Key {
    fileprivate func text(_ times: TimeStyle) -> String {
        "\(thumbprint), added \(times.text(addedAt)), last used \(lastUsedAt == nil ? "never" : times.text(lastUsedAt))"
    }
}
