public import Core

// Who hears an event, and from where one who comes back goes on.

/// Whom an event reaches now, beside operators, who hear everything.
public enum Recipients: Hashable, Sendable {
    case everyone
    case peers(Set<PeerID>)
}

extension Snapshot {
    /// Who of those that listen, as things stand now: an area may have other peers than when it happened.
    public func recipients(
        of audience: Audience, among listening: [PeerID], at now: Moment
    ) throws(StorageFailure) -> Recipients {
        switch audience {
        case .operators: return .peers([])
        case .everyone: return .everyone
        case .peer(let peer): return .peers([peer])
        case .area(let area): return .peers(Set(try peers(of: area)))
        case .neighbours(let peer):
            guard try self.peer(peer)?.kind == .node else {
                return .peers(Set(try neighbours(of: peer, at: now)).union([peer]))
            }
            // Nodes are there for all who may see anybody.
            var seeing: Set = [peer]
            for one in listening where try permissions(of: one).scopes(at: now).contains(.view) { seeing.insert(one) }
            return .peers(seeing)
        }
    }

    /// Where a reader continues that has seen events up to `cursor`, or none, when all hear those after `last` next.
    public func resumption(
        after cursor: Int64?, last: Int64, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Resumption {
        guard let cursor else { return .from(last) }
        // Whatever number a client names: nothing is added to it.
        guard try firstEventOfEpoch() - 1 <= cursor, cursor <= last else { return .missed(upTo: last) }
        guard cursor < last else { return .from(cursor) }
        // Numbers have no gaps: where the next one is not there, it was too old to be kept.
        guard let next = try event(after: cursor), next.id == cursor + 1, next.at >= now - limits.streamsResume
        else { return .missed(upTo: last) }
        return .from(cursor)
    }
}

/// How a stream of events begins.
public enum Resumption: Hashable, Sendable {
    /// With what came after this number.
    case from(Int64)
    /// Something that it should have heard is gone, or was of another epoch: it has to look at everything anew.
    case missed(upTo: Int64)
}

extension Transaction {
    /// Tells that a live peer has come or gone. Of others nothing is told any more.
    public func notePresence(
        _ presence: Presence, of id: PeerID, now: Moment
    ) throws(StorageFailure) {
        guard let peer = try peer(id), presence == .offline || peer.isLive(at: now) else { return }
        guard try lastPresence(of: id) ?? .offline != presence else { return }
        try append(.presenceChanged(NamedPeer(id, peer.name), presence, at: now))
    }
}
