import API
import Access
import Core
import Credentials
import Live
import Store

/// Peers as responses show them.
struct PeerViews: Sendable {
    let repository: any Repository
    let presences: Presences

    /// Every field, for operators.
    func view(of id: PeerID, at now: Moment) throws -> PeerView {
        try found(
            try repository.read { store throws(StorageFailure) in
                guard let peer = try store.peer(id) else { return nil }
                return try store.fullView(of: peer, presences, at: now)
            })
    }

    /// The peer as it sees itself.
    func selfView(of reader: AuthenticatedPeer, at now: Moment) throws -> PeerView {
        try found(
            try repository.read { store throws(StorageFailure) in
                guard let peer = try store.peer(reader.id) else { return nil }
                return PeerView(
                    peer.card(presences, at: now), try store.membership(of: peer),
                    usable: PeerView.Usable(reader.scopes, at: now))
            })
    }
}

extension Snapshot {
    func membership(of peer: PeerRecord) throws(StorageFailure) -> PeerView.Membership {
        var areas: [Area] = []
        for id in try self.areas(of: peer.id).sorted() { if let area = try area(id) { areas.append(area) } }
        return PeerView.Membership(
            person: peer.person, createdAt: peer.createdAt, expiresAt: peer.expiresAt,
            permissions: try permissions(of: peer.id).sorted { $0.scope.rank < $1.scope.rank }, areas: areas)
    }

    func fullView(
        of peer: PeerRecord, _ presences: Presences, at now: Moment
    ) throws(StorageFailure) -> PeerView {
        let keys = try keys(of: peer.id).map { key in
            PeerView.Key(
                key: key.key, thumbprint: Thumbprint(of: key.key).text, origin: key.origin,
                nodeAddress: key.nodeAddress, addedAt: key.addedAt, lastUsed: key.lastUsed)
        }
        let record = PeerView.Record(
            state: peer.state(at: now), endedAt: peer.ending?.at, address: peer.address, userAgent: peer.userAgent,
            lastSeen: peer.lastSeen, admittedBy: peer.admittedBy, keys: keys)
        return PeerView(peer.card(presences, at: now), try membership(of: peer), record)
    }
}

extension Scope {
    /// From the least to the most.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension PeerRecord {
    func card(_ presences: Presences, at now: Moment) -> PeerView.Card {
        PeerView.Card(id: id, name: name, kind: kind, presence: presences.presence(of: self, at: now))
    }

    fileprivate func state(at now: Moment) -> PeerView.State {
        switch ending?.how {
        case .revoked: .revoked
        case .left: .left
        case .expired: .expired
        case nil: isLive(at: now) ? .live : .expired
        }
    }
}

extension Problem {
    init(_ rejection: PeerRejection) {
        switch rejection {
        case .notFound: self = .notFound
        case .ended: self = .peerEnded
        case .field(let field): self = field.problem == .taken ? .nameTaken : .field(field)
        }
    }
}
