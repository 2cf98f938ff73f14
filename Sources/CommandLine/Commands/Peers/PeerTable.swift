import Console
import Core

enum PeerTable {
    static func of(_ peers: [Peer], times: TimeStyle) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 8), .init(title: "PERSON", rank: 3, least: 5), .init(title: "STATE"),
            .init(title: "SEEN", rank: 1), .init(title: "MAY", rank: 2),
            .init(title: "ENDS", rank: 4), .init(title: "AREAS", rank: 5), .init(title: "ADDRESS", rank: 6),
            .init(title: "KIND", rank: 7), .init(title: "ID", rank: 8),
        ])
        table.rows = peers.map { row($0, times) }
        return table
    }

    private static func row(_ peer: Peer, _ times: TimeStyle) -> [String] {
        let scopes = peer.scopes.filter { !$0.expiresAt.isOver(at: times.now) }.map { peer.marked($0.scope) }
        return [
            peer.name, peer.person, peer.stateText, peer.seenText(times), scopes.joined(separator: ","),
            times.text(peer.isLive ? peer.expiresAt : peer.endedAt), peer.areas.joined(separator: ", "),
            peer.address, peer.kindText, peer.id,
        ]
    }
}

/// One peer, in rows of a label and a value.
enum PeerSheet {
    /// With `isVerbose`, also what only a search for a fault needs.
    static func rows(_ peer: Peer, isVerbose: Bool, times: TimeStyle) -> [(String, String)] {
        let scopes = peer.scopes.map { $0.text(peer, times) }.joined(separator: ", ")
        let inviter = peer.admittedBy == "operator" ? "the operator" : peer.admittedBy
        var rows: [(String, String)] = [
            ("Name", peer.name), ("Id", peer.id), ("Person", peer.person), ("Kind", peer.kindText),
            ("State", peer.isLive ? peer.stateText : "\(peer.state) \(times.text(peer.endedAt))"),
            ("Address", peer.address), ("Seen", peer.seenText(times)),
            ("Paired", "\(times.text(peer.createdAt)) by \(inviter)"), ("Ends", times.text(peer.expiresAt)),
            ("May", scopes.isEmpty && peer.isLive ? "nothing" : scopes), ("Areas", peer.areas.joined(separator: ", ")),
        ]
        guard isVerbose else { return rows }
        rows.append(("Browser", peer.userAgent))
        for (index, key) in peer.keys.enumerated() { rows.append((index == 0 ? "Keys" : "", key.text(times))) }
        return rows
    }
}

extension Peer {
    /// The node notes only now and then that a connected device is still there. Programs get what it noted.
    fileprivate func seenText(_ times: TimeStyle) -> String {
        isOnline && times.isRelative ? "now" : times.text(lastSeenAt)
    }
}

extension Peer.Grant {
    fileprivate func text(_ peer: Peer, _ times: TimeStyle) -> String {
        let scope = peer.marked(scope)
        // With the device itself ends all that it holds.
        guard let expiresAt, expiresAt != peer.expiresAt else { return scope }
        return "\(scope) (\(expiresAt <= times.now ? "ended" : "ends") \(times.text(expiresAt)))"
    }
}

extension Peer.Key {
    fileprivate func text(_ times: TimeStyle) -> String {
        let way = origin == KeyOrigin.plainHTTP.rawValue ? "plain HTTP" : "a secure connection"
        let use = lastUsedAt == nil ? "never used" : "last used \(times.text(lastUsedAt))"
        return "\(thumbprint), made over \(way), added \(times.text(addedAt)), \(use)"
    }
}
