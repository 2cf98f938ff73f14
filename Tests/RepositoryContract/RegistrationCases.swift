import Core
import Rehearsal
import Store

extension ContractCase {
    static let registrations = [
        ContractCase("a new peer has its key, token, permissions, areas and events") { play in
            let area = Area(id: fresh(), name: try Name("Media"))
            _ = try play.write { store throws(StorageFailure) in try store.createArea(area, now: .start) }
            let terms = PairingTerms(
                person: try Name("Anna"), scopes: [.view, .use, .invite], areas: [area.id], passLength: .hours(4))
            let device = Device.fresh()
            let token = SecretHash.fresh
            let registration = try play.admit(device, terms, tokenHash: token)
            let peer = try play.peer(registration.peer)
            try expect(peer.name.text, is: "iPhone")
            try expect(peer.kind, is: .mobileIOS)
            try expect(peer.person?.text, is: "Anna")
            try expect(peer.address, is: device.address)
            try expect(peer.userAgent, is: device.userAgent)
            try expect(peer.expiresAt, is: .start + .hours(4))
            try expect(peer.stamp.sequence > 0, "the node's sequence number is recorded")
            let kept = try play.read { store throws(StorageFailure) in
                (
                    try store.permissions(of: peer.id), try store.areas(of: peer.id), try store.token(token),
                    try store.keyHolder(device.key)
                )
            }
            try expect(kept.0.scopes(at: .start), is: [.view, .use, .invite])
            try expect(kept.0.scopes(at: .start + .hours(4)), is: .none)
            try expect(kept.1, is: [area.id])
            try expect(kept.2?.key, is: device.key)
            try expect(kept.2?.expiresAt, is: .start + .hours(4))
            try expect(kept.3?.id, is: peer.id)
            let types: [EventType] = [
                .areaUpdated, .pairingStarted, .deviceConnected, .pinVerified, .pairingCompleted, .areaAdded,
            ]
            try expect(try play.eventTypes(), is: types)
        },
        ContractCase("names are unique among the living, whatever their capitals") { play in
            var device = Device.fresh()
            device.name = try Name("Straße")
            let first = try play.admit(device)
            var other = Device.fresh()
            other.name = try Name("STRASSE")
            let second = try play.admit(other)
            try expect(try play.peer(second.peer).name.text, is: "STRASSE (2)")
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(first.peer, by: .nodeOperator, now: .start)
            }
            var third = Device.fresh()
            third.name = try Name("strasse")
            try expect(try play.peer(try play.admit(third).peer).name.text, is: "strasse")
        },
        ContractCase("a known key that is proved updates its peer and nothing else") { play in
            var device = Device.fresh()
            let first = try play.admit(device, PairingTerms(scopes: .view))
            device.keyIsProved = true
            device.address = Device.fresh().address
            let second = try play.admit(device, PairingTerms(scopes: [.view, .use]), at: .start + .hours(1))
            try expect(second.peer, is: first.peer)
            try expect(try play.peer(first.peer).address, is: device.address)
            try expect(try play.peer(first.peer).lastSeen, is: .start + .hours(1))
            let scopes = try play.read { store throws(StorageFailure) in try store.permissions(of: first.peer) }
            try expect(scopes.scopes(at: .start), is: .view)
        },
        ContractCase("somebody else's key without its proof is refused") { play in
            let device = Device.fresh()
            _ = try play.admit(device)
            let started = try play.start()
            try expect(try play.claim(started, device)?.result, is: .rejected(.keyNotProved))
            try expect(try play.pairing(started.id).state.name, is: .tokenCreated)
        },
        ContractCase("an address in use is a conflict; the operator decides") { play in
            let device = Device.fresh()
            let first = try play.admit(device)
            var other = Device.fresh()
            other.address = device.address
            let (started, ticket) = try play.connect(other)
            let conflict = VerifyResult.refused(.ipConflict(first.peer, try play.peer(first.peer).name))
            try expect(try play.verify(started.id, ticket.pin), is: conflict)
            try expect(try play.pairing(started.id).state.name, is: .pinVerified)
            guard case .registered(let same) = try play.verify(started.id, nil, .sameDevice) else {
                throw ContractFailure(description: "same_device was refused")
            }
            try expect(same.peer, is: first.peer)
            var third = Device.fresh()
            third.address = device.address
            let both = try play.admit(third, PairingTerms(), .keepBoth)
            try expect(both.peer != first.peer, "keep_both makes a peer of its own")
            try expect(try play.peer(first.peer).address, is: device.address)
        },
        ContractCase("an address that was left long ago goes to the new one") { play in
            let device = Device.fresh()
            let first = try play.admit(device)
            var other = Device.fresh()
            other.address = device.address
            let second = try play.admit(other, at: .start + .minutes(5))
            try expect(try play.peer(first.peer).address, is: nil)
            try expect(try play.peer(second.peer).address, is: device.address)
        },
        ContractCase("a peer has at most four keys; the longest unused goes") { play in
            let device = Device.fresh()
            let first = try play.admit(device)
            var tokens: [SecretHash] = []
            for hour in 1...4 {
                tokens.append(.fresh)
                _ = try play.admit(
                    .fresh(), PairingTerms(peer: first.peer), tokenHash: tokens[hour - 1],
                    at: .start + .hours(Int64(hour)))
            }
            let kept = try play.read { store throws(StorageFailure) in
                (
                    try store.keyedPeer(first.peer)?.keys.count, try store.keyHolder(device.key),
                    try store.token(tokens[0])
                )
            }
            try expect(kept.0, is: 4)
            try expect(kept.1 == nil, "the oldest key is retired")
            try expect(kept.2 != nil, "the tokens of the others live")
        },
        ContractCase("the device limit holds, and peers that ended or expired do not count") { play in
            var play = play
            play.limits.livePeers = 3
            let first = try play.admit()
            _ = try play.admit(.fresh(), PairingTerms(passLength: .hours(1)))
            _ = try play.admit()
            let (started, ticket) = try play.connect(.fresh())
            try expect(try play.verify(started.id, ticket.pin), is: .refused(.deviceLimit(3)))
            _ = try play.write { store throws(StorageFailure) in try store.leave(first.peer, now: .start) }
            guard case .registered = try play.verify(started.id, nil) else {
                throw ContractFailure(description: "there is room again")
            }
            _ = try play.admit(at: .start + .hours(1))
            let live = try play.read { store throws(StorageFailure) in
                try store.countLivePeers(at: .start + .hours(1))
            }
            try expect(live, is: 3)
        },
        ContractCase("the key of a peer whose pass ran out may come back as somebody new") { play in
            let device = Device.fresh()
            let first = try play.admit(device, PairingTerms(passLength: .hours(1)))
            let second = try play.admit(device, at: .start + .hours(1))
            try expect(second.peer != first.peer, "a new peer")
            try expect(try play.peer(first.peer).ending?.how, is: .expired)
        },
    ]
}
