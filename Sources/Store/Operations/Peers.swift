public import Core

// Operations on registered peers.

public enum PeerRejection: Error, Hashable, Sendable {
    case notFound
    /// It was revoked, has left or expired.
    case ended
    case field(FieldRejection)
}

extension Snapshot {
    /// Each name once, however often it is given.
    public func livePeers(named names: [Name]) throws(StorageFailure) -> [PeerRecord] {
        var found: [PeerRecord] = []
        for name in names {
            guard let peer = try livePeer(named: name), !found.contains(where: { $0.id == peer.id }) else { continue }
            found.append(peer)
        }
        return found
    }
}

extension Transaction {
    public func renamePeer(
        _ id: PeerID, to name: Name, by initiator: Initiator, reserved: ReservedNames = ReservedNames(), now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let peer = try peer(id) else { return .notFound }
        guard peer.isLive(at: now) else { return .ended }
        // Its present name is not a change.
        guard name.text != peer.name.text else { return nil }
        do throws(FieldRejection) { try reserved.check(name) } catch { return .field(error) }
        // Not by comparing the two names: an older kith may have admitted another peer with the same name.
        if let holder = try livePeer(named: name), holder.id != id { return .field(.takenName) }
        try rename(id, to: name)
        try say(id, by: initiator, now: now)
        try append(.peerUpdated(id, from: peer.name, to: name, by: initiator, at: now))
        return nil
    }

    /// When this is committed, its keys, tokens and sessions have ended, and so have the pairings that the peer
    /// started.
    public func revokePeer(_ id: PeerID, by: Initiator, now: Moment) throws(StorageFailure) -> PeerRejection? {
        try endPeer(id, .revoked, by: by, now: now)
    }

    public func leave(_ id: PeerID, now: Moment) throws(StorageFailure) -> PeerRejection? {
        guard let peer = try peer(id) else { return .notFound }
        let rejection = try endPeer(id, .left, by: .peer(id), now: now)
        if rejection == nil { try append(.peerLeft(id, peer.name, at: now)) }
        return rejection
    }

    /// Ends a peer whose pass has expired. Does nothing to any other peer.
    public func expirePeer(_ id: PeerID, now: Moment) throws(StorageFailure) {
        guard let peer = try peer(id), peer.ending == nil, peer.expiresAt.isOver(at: now) else { return }
        _ = try endPeer(id, .expired, by: .agent, now: now)
    }

    /// Ends all live peers of this person.
    public func revokePerson(_ person: Name, by: Initiator, now: Moment) throws(StorageFailure) -> [PeerID] {
        let peers = try livePeers(of: person)
        for peer in peers { _ = try revokePeer(peer, by: by, now: now) }
        if !peers.isEmpty { try sayEnd(ofPerson: person, by: by, now: now) }
        return peers
    }

    /// Granting a scope that the peer already holds, until the same end, is not an error, and makes no event.
    public func grantScope(
        _ permission: Permission, to id: PeerID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let peer = try peer(id) else { return .notFound }
        guard peer.isLive(at: now) else { return .ended }
        guard !permission.expiresAt.isOver(at: now) else {
            return .field(FieldRejection(field: "expires_at", problem: .notInTheFuture))
        }
        guard try !permissions(of: id).contains(permission) else { return nil }
        try grant(permission, to: id, at: now)
        try say(id, by: initiator, now: now)
        try append(.permissionGranted(NamedPeer(id, peer.name), permission, by: initiator, at: now))
        return nil
    }

    /// Removing a scope that the peer does not hold is not an error, and makes no event.
    public func denyScope(
        _ scope: Scope, of id: PeerID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let peer = try peer(id) else { return .notFound }
        guard try permissions(of: id).contains(where: { $0.scope == scope }) else { return nil }
        try endPermission(scope, of: id, at: now)
        try say(id, by: initiator, now: now)
        try append(.permissionRevoked(NamedPeer(id, peer.name), scope, by: initiator, at: now))
        return nil
    }

    func endPeer(
        _ id: PeerID, _ how: PeerEnding, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> PeerRejection? {
        guard let peer = try peer(id) else { return .notFound }
        guard peer.ending == nil else { return .ended }
        try end(id, how, by: initiator.inviter, at: now)
        // Its records say when a pass expires: nothing is taken then.
        if how != .expired { try sayEnd(of: id, by: initiator, now: now) }
        for pairing in try openPairings(of: id) {
            let step = pairing.cancel(now: now)
            try update(step.pairing, from: pairing)
            try append(step.facts)
        }
        try append(.tokenRevoked(NamedPeer(id, peer.name), how.reason, by: initiator, at: now))
        return nil
    }
}
