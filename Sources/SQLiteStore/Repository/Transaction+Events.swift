import API
import Core
import Store

extension SQLiteTransaction {
    func append(_ fact: Fact) throws(StorageFailure) {
        var details = fact.details
        if let actor = details.actor, let name = try session.first(PeerQuery.status, actor, read: readStatus)?.name {
            details = details.naming(actor: name)
        }
        let (audience, audienceID) = columns(of: details.audience)
        let id = try session.insert(
            EventQuery.insert, details.type.rawValue, details.at, audience, audienceID, details.subject,
            details.pairing, fact.presence?.rawValue, EventJSON.data(of: details))
        written.events.append(Event(id: id, fact: fact))
    }

    func lastEvent() throws(StorageFailure) -> Int64 { try number(EventQuery.last) ?? 0 }

    func firstEventOfEpoch() throws(StorageFailure) -> Int64 { try number(EventQuery.firstOfEpoch) ?? 1 }

    func event(after last: Int64) throws(StorageFailure) -> (id: Int64, at: Moment)? {
        try session.first(EventQuery.nextAfter, last) { row throws(StorageFailure) in
            (try row.integer(), try row.moment())
        }
    }

    func lastPresence(of peer: PeerID) throws(StorageFailure) -> Presence? {
        try session.first(EventQuery.lastPresence, peer) { row throws(StorageFailure) in try row.word() }
    }

    func thisNode() throws(StorageFailure) -> NodeID? {
        try session.first(PeerQuery.thisNode) { row throws(StorageFailure) in row.optionalIdentifier() } ?? nil
    }

    func setThisNode(_ id: NodeID) throws(StorageFailure) { try session.run(PeerQuery.setThisNode, id) }

    func deleteEvents(before moment: Moment, limit: Int) throws(StorageFailure) -> Int {
        try session.run(EventQuery.deleteOld, moment, limit)
    }

    func deleteEvents(beyond most: Int, limit: Int) throws(StorageFailure) -> Int {
        // Numbers have gaps only after a restore, so two look-ups are mostly enough to see that there are not too
        // many.
        guard limit > 0, let oldest = try number(EventQuery.oldest) else { return 0 }
        let (span, overflow) = try lastEvent().subtractingReportingOverflow(oldest)
        guard !overflow, span >= most else { return 0 }
        let surplus = try count(EventQuery.count, Int64.min) - most
        guard surplus > 0 else { return 0 }
        return try session.run(EventQuery.deleteOldest, min(surplus, limit))
    }

    func trustedTime() throws(StorageFailure) -> TrustedTime.Record? {
        try session.first(StoreQuery.trustedTime) { row throws(StorageFailure) -> TrustedTime.Record? in
            guard let moment = row.optionalMoment() else { return nil }
            guard let nearest = row.optionalInteger(), let stood = row.optionalInteger() else {
                return TrustedTime.Record(moment: moment)
            }
            let jump = TrustedTime.Jump(nearest: .milliseconds(nearest), stood: .milliseconds(stood))
            return TrustedTime.Record(moment: moment, jump: jump)
        } ?? nil
    }

    func setTrustedTime(_ time: TrustedTime.Record) throws(StorageFailure) {
        try session.run(
            StoreQuery.setTrustedTime, time.moment, time.jump?.nearest.inMilliseconds, time.jump?.stood.inMilliseconds)
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
    case .neighbours(let peer): ("neighbours", peer.number)
    }
}
