import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Store
import WebAPI

/// Peers, for callers that may see or manage them.
struct PeerHandlers: ResourceHandlers {
    let peers: PeerViews
    let node: any NodeDescription
    let tokens: TokenHandlers

    var repository: any Repository { peers.repository }
    private var presences: Presences { peers.presences }

    func perform(
        _ route: PeerRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        let initiator = principal.initiator(asked)
        switch route {
        case .list(let page): return try list(page, for: principal, at: asked.now)
        case .show(let id): return .peer(try peers.view(of: id, at: asked.now))
        case .rename(let id, let name):
            let reserved = node.reservedNames
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.renamePeer(id, to: name, by: initiator, reserved: reserved, now: asked.now)
            }
        case .revoke(let id):
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.revokePeer(id, by: initiator, now: asked.now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        case .grant(let id, let permission):
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.grantScope(permission, to: id, by: initiator, now: asked.now)
            }
        case .deny(let id, let scope):
            change(id, asked, answering) { transaction throws(StorageFailure) in
                try transaction.denyScope(scope, of: id, by: initiator, now: asked.now)
            }
        case .tokens(let id): return try tokens.list(of: id, at: asked.now)
        case .issueToken(_, let body): tokens.issue(body, by: principal, asked, answering)
        case .withdrawToken(let id, let token): tokens.withdraw(token, of: id, by: initiator, asked, answering)
        }
        return nil
    }

    /// Answers with the peer after the change.
    private func change(
        _ id: PeerID, _ asked: Asked, _ answering: Answering,
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> PeerRejection?
    ) {
        submit(answering, work) { rejection in
            if let rejection { throw Problem(rejection) }
            return .peer(try peers.view(of: id, at: asked.now))
        }
    }

    func revokePerson(_ person: Name, by principal: Principal, _ asked: Asked, _ answering: Answering) {
        let (presences, initiator) = (presences, principal.initiator(asked))
        submit(answering) { transaction throws(StorageFailure) in
            var revoked: [PeerView.Card] = []
            for id in try transaction.revokePerson(person, by: initiator, now: asked.now) {
                if let peer = try transaction.peer(id) { revoked.append(peer.card(presences, at: asked.now)) }
            }
            return revoked
        } then: { revoked in
            guard !revoked.isEmpty else { throw Problem.notFound }
            return .revoked(person, revoked)
        }
    }

    /// Operators see all peers. A peer sees those that share an area with it, nodes, and itself.
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
            // The id of a peer that the caller may not see must not appear as the next cursor either.
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

    /// The peers that this caller may see, as many as one page holds.
    fileprivate func peers(
        _ page: PeerPage, visibleTo reader: PeerID, at now: Moment
    ) throws(StorageFailure) -> [PeerRecord] {
        let own = try areas(of: reader)
        if let name = page.name {
            guard let peer = try livePeer(named: name), peer.isLive(at: now) else { return [] }
            if peer.id == reader || peer.kind == .node { return [peer] }
            return try areas(of: peer.id).isDisjoint(with: own) ? [] : [peer]
        }
        var visible: Set = [reader]
        // An area may have any number of peers: no more of them are read than a page holds.
        for area in own {
            visible.formUnion(try livePeers(of: area, after: page.after, at: now, limit: page.limit).map(\.id))
        }
        visible.formUnion(try livePeers(of: .node, limit: NodeHandlers.mostNodes).map(\.id))
        var peers: [PeerRecord] = []
        for id in visible.sorted() where page.after.map({ $0 < id }) ?? true {
            guard let peer = try peer(id), peer.isLive(at: now) else { continue }
            peers.append(peer)
            if peers.count == page.limit { break }
        }
        return peers
    }
}
