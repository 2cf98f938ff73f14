import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Store
import WebAPI

// Peers, as others see them.
extension Router {
    func perform(
        _ route: PeerRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        switch route {
        case .list(let page): return try list(page, for: principal, at: asked.now)
        case .show(let id): return .peer(try view(of: id, at: asked.now))
        case .rename(let id, let name):
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.renamePeer(id, to: name, now: asked.now)
            }
        case .revoke(let id):
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.revokePeer(id, by: principal.inviter, now: asked.now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        case .grant(let id, let permission):
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.grantScope(permission, to: id, now: asked.now)
            }
        case .deny(let id, let scope):
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.denyScope(scope, of: id, now: asked.now)
            }
        case .tokens(let id): return try tokens(of: id, at: asked.now)
        case .issueToken(_, let body): issueToken(body, by: principal, asked, answering)
        case .withdrawToken(let id, let token):
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.withdrawToken(token, of: id, now: asked.now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        }
        return nil
    }

    /// Answers with the peer as it then is.
    private func change(
        _ id: PeerID, _ asked: Asked, _ answering: Answering,
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> PeerRejection?
    ) {
        submit(answering, work) { rejection in
            if let rejection { throw Problem(rejection) }
            return .peer(try view(of: id, at: asked.now))
        }
    }

    func view(of id: PeerID, at now: Moment) throws -> PeerView {
        try found(
            try repository.read { store throws(StorageFailure) in
                guard let peer = try store.peer(id) else { return nil }
                return try store.fullView(of: peer, presences, at: now)
            })
    }

    /// Operators see all there is; others who share an area with them, nodes, and themselves.
    private func list(_ page: PeerPage, for principal: Principal, at now: Moment) throws -> Response {
        let (views, next) = try repository.read {
            store throws(StorageFailure) -> ([PeerView], PeerID?) in
            guard case .peer(let reader) = principal, !reader.scopes.contains(.admin) else {
                let peers = try store.peers(page)
                var views: [PeerView] = []
                for peer in peers { views.append(try store.fullView(of: peer, presences, at: now)) }
                return (views, page.name == nil && peers.count == page.limit ? peers.last?.id : nil)
            }
            let peers = try store.peers(page, visibleTo: reader.id, at: now)
            // Of one who is not to be seen not even the id is told, as the place to go on from.
            let next = page.name == nil && peers.count == page.limit ? peers.last?.id : nil
            return (peers.map { PeerView($0.card(presences, at: now)) }, next)
        }
        return .peers(views, next: next)
    }
}

extension Snapshot {
    fileprivate func peers(_ page: PeerPage) throws(StorageFailure) -> [PeerRecord] {
        guard let name = page.name else {
            return try peers(after: page.after, limit: page.limit, all: page.includesEnded)
        }
        return try livePeer(named: name).map { [$0] } ?? []
    }

    /// Of those whom this one may see, as many as fit on a page.
    fileprivate func peers(
        _ page: PeerPage, visibleTo reader: PeerID, at now: Moment
    ) throws(StorageFailure) -> [PeerRecord] {
        var visible: Set = [reader]
        for area in try areas(of: reader) { visible.formUnion(try peers(of: area)) }
        visible.formUnion(try livePeers(of: .node, limit: Router.mostNodes).map(\.id))
        if let name = page.name {
            return try livePeer(named: name).map { visible.contains($0.id) && $0.isLive(at: now) ? [$0] : [] } ?? []
        }
        var peers: [PeerRecord] = []
        for id in visible.sorted() where page.after.map({ $0 < id }) ?? true {
            guard let peer = try peer(id), peer.isLive(at: now) else { continue }
            peers.append(peer)
            if peers.count == page.limit { break }
        }
        return peers
    }

    func standing(of peer: PeerRecord) throws(StorageFailure) -> PeerView.Standing {
        var areas: [Area] = []
        for id in try self.areas(of: peer.id).sorted() { if let area = try area(id) { areas.append(area) } }
        return PeerView.Standing(
            person: peer.person, createdAt: peer.createdAt, expiresAt: peer.expiresAt,
            permissions: try permissions(of: peer.id).sorted { $0.scope.rank < $1.scope.rank }, areas: areas)
    }

    fileprivate func fullView(
        of peer: PeerRecord, _ presences: Presences, at now: Moment
    ) throws(StorageFailure) -> PeerView {
        let keys = try keys(of: peer.id).map { key in
            PeerView.Key(
                key: key.key, thumbprint: Thumbprint(of: key.key).text, origin: key.origin, addedAt: key.addedAt,
                lastUsed: key.lastUsed)
        }
        let record = PeerView.Record(
            state: peer.state(at: now), endedAt: peer.ending?.at, address: peer.address, userAgent: peer.userAgent,
            lastSeen: peer.lastSeen, admittedBy: peer.admittedBy, keys: keys)
        return PeerView(peer.card(presences, at: now), try standing(of: peer), record)
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
