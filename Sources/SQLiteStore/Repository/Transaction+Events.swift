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
        try session.all(EventQuery.after, last, limit) { row throws(StorageFailure) in
            StoredEvent(
                id: try row.integer(), type: try row.word(), at: try row.moment(), audience: try readAudience(&row),
                peer: row.optionalIdentifier(), pairing: row.optionalIdentifier(), data: try row.text())
        }
    }

    func lastEvent() throws(StorageFailure) -> Int64 { try number(EventQuery.last) ?? 0 }

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

private func columns(of audience: Audience) -> (String, Int64?) {
    switch audience {
    case .operators: ("operators", nil)
    case .everyone: ("everyone", nil)
    case .peer(let peer): ("peer", peer.number)
    case .area(let area): ("area", area.number)
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
    default: throw row.damaged()
    }
}
