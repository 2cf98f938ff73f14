public import PairingCore

// Who hears an event, and from where one who comes back goes on.

/// Whom an event reaches now, beside operators, who hear everything.
public enum Hearers: Hashable, Sendable {
    case everyone
    case peers(Set<PeerID>)
}

extension Snapshot {
    /// As things stand now: an area may have other peers than when it happened.
    public func hearers(of audience: Audience, at now: Moment) throws(StorageFailure) -> Hearers {
        switch audience {
        case .operators: return .peers([])
        case .everyone: return .everyone
        case .peer(let peer): return .peers([peer])
        case .area(let area): return .peers(Set(try peers(of: area)))
        case .neighbours(let peer):
            // Nodes are there for all.
            if try self.peer(peer)?.kind == .node { return .everyone }
            return .peers(Set(try neighbours(of: peer, at: now)).union([peer]))
        }
    }

    /// Where a listener goes on that has seen events up to `cursor`, or none, when all hear those after `last` next.
    public func resumption(
        after cursor: Int64?, last: Int64, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Resumption {
        guard let cursor else { return .from(last) }
        let isOfThisEpoch = try firstEventOfEpoch() <= cursor + 1
        guard isOfThisEpoch, cursor <= last else { return .missed(upTo: last) }
        if let next = try time(ofEventAfter: cursor), next < now - limits.streamsResume { return .missed(upTo: last) }
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
        try append(.presenceChanged(id, presence, at: now))
    }
}
