import JSON
import PairingCore
import Registry

extension SQLiteTransaction {
    func append(_ fact: Fact) throws(StorageFailure) {
        let (audience, audienceID) = columns(of: fact.audience)
        let id = try session.insert(
            EventQuery.insert, fact.type.rawValue, fact.at, audience, audienceID, fact.subject, fact.pairing,
            fact.data.text)
        told.events.append(Event(id: id, fact: fact))
    }

    func events(after last: Int64, limit: Int) throws(StorageFailure) -> [StoredEvent] {
        try session.all(EventQuery.after, last, limit, read: readEvent)
    }

    func events(
        after last: Int64, upTo end: Int64, for listener: Listener, limit: Int
    ) throws(StorageFailure) -> [StoredEvent] {
        switch listener {
        case .nodeOperator: try events(after: last, limit: limit).filter { $0.id <= end }
        case .peer(let peer): try session.all(EventQuery.audible, last, end, peer, limit, read: readEvent)
        }
    }

    func lastEvent() throws(StorageFailure) -> Int64 { try number(EventQuery.last) ?? 0 }

    func firstEventOfEpoch() throws(StorageFailure) -> Int64 { try number(EventQuery.firstOfEpoch) ?? 1 }

    func time(ofEventAfter last: Int64) throws(StorageFailure) -> Moment? {
        try session.first(EventQuery.timeAfter, last) { row throws(StorageFailure) in try row.moment() }
    }

    func lastPresence(of peer: PeerID) throws(StorageFailure) -> Presence? {
        try session.first(EventQuery.lastPresence, peer) { row throws(StorageFailure) in try row.word() }
    }

    func setThisNode(_ id: NodeID) throws(StorageFailure) { try session.run(PeerQuery.setThisNode, id) }

    func deleteEvents(before moment: Moment, limit: Int) throws(StorageFailure) -> Int {
        try session.run(EventQuery.deleteOld, moment, limit)
    }

    func epoch() throws(StorageFailure) -> Int64 {
        guard let epoch = try number(EventQuery.epoch) else {
            throw StorageFailure(.damaged, file: session.file, cause: "it has no epoch", remedy: Remedy.restore)
        }
        return epoch
    }
}

private func readEvent(_ row: inout Row) throws(StorageFailure) -> StoredEvent {
    StoredEvent(
        id: try row.integer(), type: try row.word(), at: try row.moment(), audience: try readAudience(&row),
        peer: row.optionalIdentifier(), pairing: row.optionalIdentifier(), data: try row.text())
}

private func columns(of audience: Audience) -> (String, Int64?) {
    switch audience {
    case .operators: ("operators", nil)
    case .everyone: ("everyone", nil)
    case .peer(let peer): ("peer", peer.number)
    case .area(let area): ("area", area.number)
    case .neighbours(let peer): ("neighbours", peer.number)
    }
}

private func readAudience(_ row: inout Row) throws(StorageFailure) -> Audience {
    let word = try row.text()
    let number = row.optionalInteger()
    switch (word, number) {
    case ("operators", nil): return .operators
    case ("everyone", nil): return .everyone
    case ("peer", let number?): return .peer(PeerID(number: number))
    case ("area", let number?): return .area(AreaID(number: number))
    case ("neighbours", let number?): return .neighbours(of: PeerID(number: number))
    default: throw row.damaged()
    }
}
