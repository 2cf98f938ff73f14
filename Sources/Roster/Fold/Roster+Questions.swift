public import Core

/// Whom a credential stands for.
public enum Bearer: Hashable, Sendable {
    case nobody
    /// Mostly one peer. Two if one person paired the same key at two nodes: then they have the rights of both.
    case peers([PeerStanding])
    /// Different owners gave the same key or token to different persons. It is refused until one of them revokes it.
    case ambiguous([Thing])
}

extension Roster {
    /// Whom a key stands for at this time.
    public func bearer(of key: PublicKey, at now: Moment) -> Bearer {
        let bearers = peers.values.filter { $0.isLive(at: now) && $0.keys[key] != nil }.sorted { $0.thing < $1.thing }
        guard let first = bearers.first else { return .nobody }
        let isOnePerson = first.person != nil && bearers.allSatisfy { $0.foldedPerson == first.foldedPerson }
        return bearers.count == 1 || isOnePerson ? .peers(bearers) : .ambiguous(bearers.map(\.thing))
    }

    /// Whom a bearer token or an app password stands for at this time.
    public func bearer(ofToken hash: SecretHash, at now: Moment) -> Bearer {
        let tokens = tokens.values.filter { $0.hash == hash && !$0.until.isOver(at: now) }
            .filter { peers[$0.peer]?.isLive(at: now) ?? false }
        guard let token = tokens.first, let peer = peers[token.peer] else { return .nobody }
        return tokens.count == 1 ? .peers([peer]) : .ambiguous(tokens.map(\.thing).sorted())
    }

    /// Whether a session that `node` signed for this key is valid, apart from its own end.
    public func accepts(sessionOf key: PublicKey, signedBy node: NodeKey, _ generation: Generation, at now: Moment)
        -> Bool
    {
        guard membership.isFull(node), case .peers(let peers) = bearer(of: key, at: now) else { return false }
        return peers.allSatisfy { peer in peer.keys[key].map { !$0.isSignedOut(generation) } ?? false }
    }

    /// What a key may do at this time: of all peers that it stands for together, capped if it was made over plain HTTP.
    public func scopes(of key: PublicKey, at now: Moment) -> Scopes {
        guard case .peers(let peers) = bearer(of: key, at: now) else { return .none }
        let scopes = Scopes(peers.flatMap { peer in peer.scopes.filter { !$0.value.isOver(at: now) }.keys })
        let cap = peers.compactMap { $0.keys[key]?.origin.cap }.reduce(Scopes.all) { $0.intersection($1) }
        return scopes.intersection(cap)
    }

    /// The enabled areas that a key is in.
    public func areas(of key: PublicKey, at now: Moment) -> Set<Thing> {
        guard case .peers(let peers) = bearer(of: key, at: now) else { return [] }
        return Set(peers.flatMap(\.areas).filter { areas[$0]?.isEnabled ?? false })
    }

    /// Two things with one id, which people and programs use: each is refused.
    public func ambiguousPeers() -> [UInt64: [Thing]] {
        Dictionary(grouping: peers.keys, by: \.local).filter { $0.value.count > 1 }.mapValues { $0.sorted() }
    }
}
