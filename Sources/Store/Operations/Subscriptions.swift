public import Core

// The recipients of an event, and where a client that reconnects continues.

/// The present recipients of an event, in addition to operators, who receive everything.
public enum Recipients: Hashable, Sendable {
    case everyone
    case peers(Set<PeerID>)
}

extension Snapshot {
    /// The recipients among the open streams now: the members of an area may have changed since the event.
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
            // Every peer that may see others may see nodes.
            var seeing: Set = [peer]
            for one in listening where try permissions(of: one).scopes(at: now).contains(.view) { seeing.insert(one) }
            return .peers(seeing)
        }
    }

    /// Where a reader continues that has seen events up to `cursor`, or none, if all streams receive those after `last`
    /// next.
    public func resumption(
        after cursor: Int64?, last: Int64, now: Moment, limits: Limits
    ) throws(StorageFailure) -> Resumption {
        guard let cursor else { return .from(last) }
        // The client may name any number: it must not overflow.
        guard try firstEventOfEpoch() - 1 <= cursor, cursor <= last else { return .missed(upTo: last) }
        guard cursor < last else { return .from(cursor) }
        // Numbers have no gaps: if the next one is missing, it was too old to be kept.
        guard let next = try event(after: cursor), next.id == cursor + 1, next.at >= now - limits.streamsResume
        else { return .missed(upTo: last) }
        return .from(cursor)
    }
}

/// How a stream of events starts.
public enum Resumption: Hashable, Sendable {
    /// With the events after this number.
    case from(Int64)
    /// Events that it should have received are no longer stored, or are of another epoch: it must read everything
    /// again.
    case missed(upTo: Int64)
}

extension Transaction {
    /// Records that a live peer came online or went offline. Nothing is recorded for other peers.
    public func notePresence(
        _ presence: Presence, of id: PeerID, now: Moment
    ) throws(StorageFailure) {
        guard let peer = try peer(id), presence == .offline || peer.isLive(at: now) else { return }
        guard try lastPresence(of: id) ?? .offline != presence else { return }
        try append(.presenceChanged(NamedPeer(id, peer.name), presence, at: now))
    }
}
