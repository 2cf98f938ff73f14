import Core
import Rehearsal
import Store

extension ContractCase {
    static let bearers = [
        ContractCase("a bearer token makes its peer where there is none, in one step") { play in
            let (hash, name) = (SecretHash.fresh, try Name("Backup"))
            let first = try play.issue(.named(name, person: try Name("Anna"), scopes: .view), hash).get()
            try expect(first.isForNewPeer, "a new peer")
            try expect(first.expiresAt, is: .start + play.limits.bearerTokenLife)
            let peer = try play.peer(first.peer)
            try expect(peer.name, is: name)
            try expect(peer.person?.text, is: "Anna")
            try expect(peer.kind, is: .other)
            try expect(peer.address, is: nil)
            let kept = try play.read { store throws(StorageFailure) in
                (try store.token(hash), try store.permissions(of: peer.id), try store.keys(of: peer.id))
            }
            try expect(kept.0?.peer, is: peer.id)
            try expect(kept.0?.key, is: nil)
            try expect(kept.1, is: [Permission(.view)])
            try expect(kept.2, is: [])
            try expect(try play.eventTypes(), is: [.peerAdded, .tokenIssued])
            let second = try play.issue(.named(try Name("BACKUP"), person: nil, scopes: nil)).get()
            try expect(second.peer, is: first.peer)
            try expect(!second.isForNewPeer, "the same peer")
            let taken = TokenRejection.peer(.field(FieldRejection(field: "name", problem: .taken)))
            try expect(try play.issue(.named(name, person: nil, scopes: .admin)).failure, is: taken)
            try expect(try play.bearers(peer.id).count, is: 2)
        },
        ContractCase("a program belongs to nobody unless an operator says so") { play in
            let owned = try play.admit().peer
            let mine = try play.issue(.named(try Name("Backup"), person: nil, scopes: nil)).get().peer
            let other = try play.issue(.named(try Name("Sensor"), person: nil, scopes: nil)).get().peer
            try expect(try play.peer(mine).person, is: nil)
            try expect(try play.peer(other).person, is: nil)
            let owner = try play.peer(owned).person
            try expect(owner != nil, "a device belongs to a person")
            // Revoking all of a person leaves the programs of nobody.
            let revoked = try play.write { store throws(StorageFailure) in
                try store.revokePerson(owner ?? NewPeer.owner, by: .nodeOperator, now: .start)
            }
            try expect(revoked, is: [owned])
            try expect(try play.peer(mine).ending, is: nil)
        },
        ContractCase("a bearer token ends with its peer, and at its time") { play in
            let guest = try play.admit(.fresh(), PairingTerms(passLength: .hours(2))).peer
            try expect(try play.issue(.peer(guest)).get().expiresAt, is: .start + .hours(2))
            let hash = SecretHash.fresh
            try expect(try play.issue(.peer(guest), hash, life: .hours(1)).get().expiresAt, is: .start + .hours(1))
            func isLive(_ now: Moment) throws -> Bool {
                try play.read { store throws(StorageFailure) in try store.token(hash) }?.isLive(at: now) ?? false
            }
            try expect(try isLive(.start + .minutes(59)), "before its time is over")
            try expect(try !isLive(.start + .hours(1)), "then")
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(guest, by: .nodeOperator, now: .start)
            }
            try expect(try !isLive(.start), "the peer is revoked")
            try expect(try play.issue(.peer(guest)).failure, is: .peer(.ended))
            try expect(try play.issue(.peer(fresh())).failure, is: .peer(.notFound))
        },
        ContractCase("renewing a key's token leaves bearer tokens alone") { play in
            let device = Device.fresh()
            let (peer, limits, hash) = (try play.admit(device).peer, play.limits, SecretHash.fresh)
            _ = try play.issue(.peer(peer), hash).get()
            let renewed = SecretHash.fresh
            _ = try play.write { store throws(StorageFailure) in
                _ = try store.renewToken(of: device.key, fresh: renewed, now: .start, limits: limits)
                try store.endTokens(replacedBy: renewed, at: .start)
                try store.endTokens(replacedBy: hash, at: .start)
            }
            let live = try play.read { store throws(StorageFailure) in
                [try store.token(hash), try store.token(renewed)].map { $0?.isLive(at: .start + .days(1)) ?? false }
            }
            try expect(live, is: [true, true])
        },
        ContractCase("a peer has so many bearer tokens, and one of them can be taken back") { play in
            var play = play
            play.limits.bearerTokensOfAPeer = 2
            let peer = try play.admit().peer
            let hash = SecretHash.fresh
            _ = try play.issue(.peer(peer), hash, life: .hours(1)).get()
            _ = try play.issue(.peer(peer)).get()
            try expect(try play.issue(.peer(peer)).failure, is: .tooMany(2))
            _ = try play.issue(.peer(peer), at: .start + .hours(1)).get()
            try expect(try play.bearers(peer).map(\.id).contains(TokenID(hash)), "it is listed while it is there")
            func withdraw(_ id: TokenID, _ peer: PeerID) throws -> PeerRejection? {
                try play.write { store throws(StorageFailure) in
                    try store.withdrawToken(id, of: peer, by: .nodeOperator, now: .start)
                }
            }
            try expect(try withdraw(TokenID(hash), try play.admit().peer), is: .notFound)
            try expect(try withdraw(TokenID(hash), peer), is: nil)
            try expect(try withdraw(TokenID(hash), peer), is: .notFound)
            try expect(try play.bearers(peer).count, is: 2)
            try expect(try play.eventTypes().last, is: .tokenRevoked)
        },
        ContractCase("a token for nobody new is refused where there is no room, and for no time at all") { play in
            var play = play
            play.limits.livePeers = 1
            _ = try play.admit()
            let name = try Name("Backup")
            let request = TokenBearer.named(name, person: nil, scopes: nil)
            try expect(try play.issue(request).failure, is: .deviceLimit(1))
            try expect(try play.read { store throws(StorageFailure) in try store.isTaken(name) }, is: false)
            for life in [Duration.zero, .seconds(-1), .seconds(9), .days(3_651)] {
                guard case .peer(.field(let field))? = try play.issue(request, life: life).failure else {
                    throw ContractFailure(description: "a token for \(life)")
                }
                try expect(field.field, is: "expires_in")
            }
        },
        ContractCase("nodes are found among the living") { play in
            let device = try play.admit().peer
            let gone = try play.addNode("cellar")
            let node = try play.addNode("attic")
            _ = try play.write { store throws(StorageFailure) in try store.leave(gone, now: .start) }
            let found = try play.read { store throws(StorageFailure) in try store.livePeers(of: .node, limit: 10) }
            try expect(found.map(\.id), is: [node])
            try expect(device != node, "and no device")
        },
    ]
}

extension Rehearsal {
    fileprivate func issue(
        _ bearer: TokenBearer, _ hash: SecretHash = .fresh, life: Duration? = nil, at now: Moment = .start
    ) throws -> Result<IssuedToken, TokenRejection> {
        let (draw, limits) = (BearerDraw(hash: hash, peer: fresh()), limits)
        return try write { store throws(StorageFailure) in
            try store.issueBearerToken(
                to: bearer, life: life, by: .nodeOperator, draw: draw, now: now, limits: limits)
        }
    }

    fileprivate func bearers(_ peer: PeerID) throws -> [BearerRecord] {
        try read { store throws(StorageFailure) in try store.bearerTokens(of: peer) }
    }

    fileprivate func addNode(_ name: String) throws -> PeerID {
        let peer = NewPeer(
            id: fresh(), name: try Name(name), kind: .node, person: NewPeer.owner, admittedBy: .nodeOperator,
            expiresAt: nil, permissions: [], areas: [])
        try write { store throws(StorageFailure) in try store.add(peer, at: .start) }
        return peer.id
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
