import Core
import Rehearsal
import Store

extension ContractCase {
    static let listening = [
        ContractCase("what is read back for a reader is what it would have been told") { play in
            let house = try House(play)
            let everything = try play.events(EventSearch(limit: 999))
            for peer in house.peers {
                let (told, heard) = try play.read { store throws(StorageFailure) in
                    var told: [StoredEvent] = []
                    for event in everything
                    where try store.recipients(of: event.audience, among: house.peers, at: .start).includes(peer) {
                        told.append(event)
                    }
                    let mayView = try store.permissions(of: peer).scopes(at: .start).contains(.view)
                    let search = EventSearch(reader: .peer(peer, mayView: mayView), limit: 999)
                    return (told, try store.events(search).events)
                }
                try expect(heard, is: told)
            }
            func hears(_ peer: PeerID, _ type: EventType, of subject: PeerID?) throws -> Bool {
                try play.events(EventSearch(types: [type], reader: .peer(peer, mayView: true), limit: 999))
                    .contains { $0.peer == subject }
            }
            try expect(try hears(house.anna, .presenceChanged, of: house.bert), "they share an area")
            try expect(try hears(house.bert, .presenceChanged, of: house.bert), "itself")
            try expect(try !hears(house.carla, .presenceChanged, of: house.bert), "they share none")
            try expect(try hears(house.anna, .areaDisabled, of: nil), "its own area")
            try expect(try !hears(house.carla, .areaDisabled, of: nil), "no longer in it")
            try expect(try hears(house.carla, .areaRemoved, of: house.carla), "told when it was")
            try expect(try !hears(house.anna, .pairingCompleted, of: house.anna), "for operators alone")
        },
        ContractCase("an area reaches whoever is in it now") { play in
            let house = try House(play)
            let event = try play.events(EventSearch(types: [.areaDisabled], limit: 9))[0]
            func recipients() throws -> Recipients {
                try play.read { store throws(StorageFailure) in
                    try store.recipients(of: event.audience, among: house.peers, at: .start)
                }
            }
            try expect(try recipients(), is: .peers([house.anna, house.bert]))
            _ = try play.write { store throws(StorageFailure) in
                _ = try store.unassignPeer(house.bert, from: house.media, by: .nodeOperator, now: .start)
                return try store.assignPeer(house.carla, to: house.media, by: .nodeOperator, now: .start)
            }
            try expect(try recipients(), is: .peers([house.anna, house.carla]))
        },
        ContractCase("who may not view sees no neighbours") { play in
            let house = try House(play)
            let denied = try play.write { store throws(StorageFailure) in
                try store.denyScope(.view, of: house.anna, by: .nodeOperator, now: .start)
            }
            try expect(denied, is: nil)
            let recipients = try play.read { store throws(StorageFailure) in
                try store.recipients(of: .neighbours(of: house.bert), among: house.peers, at: .start)
            }
            try expect(recipients, is: .peers([house.bert]))
        },
        ContractCase("of what is no longer kept nobody believes to have heard it") { play in
            _ = try play.admit()
            let last = try play.read { store throws(StorageFailure) in try store.lastEvent() }
            try expect(last > 2, "\(last) events")
            _ = try play.write { store throws(StorageFailure) in
                try store.deleteEvents(before: .start + .milliseconds(1), limit: 2)
            }
            func resume(_ cursor: Int64) throws -> Resumption {
                try play.read { store throws(StorageFailure) in
                    try store.resumption(after: cursor, last: last, now: .start, limits: play.limits)
                }
            }
            try expect(try (0...2).map(resume), is: [.missed(upTo: last), .missed(upTo: last), .from(2)])
            _ = try play.write { store throws(StorageFailure) in
                try store.deleteEvents(before: .start + .milliseconds(1), limit: 999)
            }
            try expect(try [2, last].map(resume), is: [.missed(upTo: last), .from(last)])
        },
        ContractCase("presence is told when it changes, and of those who are there") { play in
            let (anna, gone) = (try play.admit().peer, try play.admit().peer)
            func note(_ presence: Presence, _ peer: PeerID) throws -> [Fact] {
                try play.repository.write { store throws(StorageFailure) in
                    try store.notePresence(presence, of: peer, now: .start)
                }.events.map(\.fact)
            }
            try expect(try note(.offline, anna), is: [])
            let name = try play.peer(anna).name
            try expect(
                try note(.online, anna), is: [.presenceChanged(NamedPeer(anna, name), .online, at: .start)])
            try expect(try note(.online, anna), is: [])
            try expect(try note(.online, gone).count, is: 1)
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(gone, by: .nodeOperator, now: .start)
            }
            try expect(try note(.offline, gone).count, is: 1)
            try expect(try note(.online, gone), is: [])
            let last = try play.read { store throws(StorageFailure) in
                (
                    try store.lastPresence(of: anna), try store.lastPresence(of: gone),
                    try store.lastPresence(of: fresh())
                )
            }
            try expect(last == (.online, .offline, nil), "\(last)")
        },
        ContractCase("who comes back goes on where it was, or looks anew") { play in
            _ = try play.admit()
            let limits = play.limits
            let last = try play.read { store throws(StorageFailure) in try store.lastEvent() }
            func resume(_ cursor: Int64?, _ now: Moment = .start) throws -> Resumption {
                try play.read { store throws(StorageFailure) in
                    try store.resumption(after: cursor, last: last, now: now, limits: limits)
                }
            }
            try expect(try resume(nil), is: .from(last))
            try expect(try resume(0), is: .from(0))
            try expect(try resume(last), is: .from(last))
            try expect(try resume(last + 1), is: .missed(upTo: last))
            for cursor in [Int64.max, .min] { try expect(try resume(cursor), is: .missed(upTo: last)) }
            let late = .start + limits.streamsResume
            try expect(try resume(0, late), is: .from(0))
            try expect(try resume(0, late + .milliseconds(1)), is: .missed(upTo: last))
            try expect(try resume(last, late + .days(1)), is: .from(last))
        },
    ]
}

/// Anna and Bert share an area; Carla was in it.
private struct House {
    let anna, bert, carla: PeerID
    let media: AreaID

    var peers: [PeerID] { [anna, bert, carla] }

    init(_ play: Rehearsal) throws {
        let (anna, bert, carla) = (try play.admit().peer, try play.admit().peer, try play.admit().peer)
        let (media, garage) = (
            Area(id: fresh(), name: try Name("Media")), Area(id: fresh(), name: try Name("Garage"))
        )
        (self.anna, self.bert, self.carla, self.media) = (anna, bert, carla, media.id)
        let attic = try Name("Attic")
        _ = try play.write { store throws(StorageFailure) in
            for area in [media, garage] { _ = try store.createArea(area, now: .start) }
            for peer in [anna, bert, carla] {
                _ = try store.assignPeer(peer, to: media.id, by: .nodeOperator, now: .start)
            }
            _ = try store.unassignPeer(carla, from: media.id, by: .nodeOperator, now: .start)
            _ = try store.assignPeer(carla, to: garage.id, by: .nodeOperator, now: .start)
            _ = try store.changeArea(media.id, AreaChange(enabling: .set(false)), by: .nodeOperator, now: .start)
            try store.notePresence(.online, of: bert, now: .start)
            try store.notePresence(.online, of: carla, now: .start)
            try store.append(.nodeFound(fresh(), attic, at: .start))
            return try store.renamePeer(anna, to: attic, by: .nodeOperator, now: .start)
        }
    }
}

extension Recipients {
    fileprivate func includes(_ peer: PeerID) -> Bool {
        switch self {
        case .everyone: true
        case .peers(let peers): peers.contains(peer)
        }
    }
}
