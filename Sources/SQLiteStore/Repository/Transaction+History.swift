import Core
import Store

/// How many events one search reads: a search for rare events must not block the node.
private let mostLookedAt = 10_000

// The history. Numbers and peers have an index. Times find their numbers by an index. Types and audiences are filtered
// in the rows between.
extension SQLiteTransaction {
    func events(_ search: EventSearch) throws(StorageFailure) -> FoundEvents {
        guard let wanted = try range(of: search) else { return FoundEvents(events: [], next: nil) }
        let edge = try edge(of: wanted, search)
        let searched =
            switch edge {
            case nil: wanted
            case let edge? where search.newest: NumberRange(above: edge, below: wanted.below)
            case let edge?: NumberRange(above: wanted.above, below: edge)
            }
        let events = try events(in: searched, search)
        // Full: continue after the last one that was found. Otherwise from where the search ended.
        if events.count == search.limit {
            return FoundEvents(events: events, next: (search.newest ? events.first : events.last)?.id)
        }
        return FoundEvents(events: events, next: edge.map { search.newest ? $0 + 1 : $0 - 1 })
    }

    /// Returns nil if nothing can be found.
    private func range(of search: EventSearch) throws(StorageFailure) -> NumberRange? {
        var range = NumberRange(above: search.after, below: search.before ?? .max)
        // Clocks may be set back, so the first event by time need not have the lowest number: the search takes the
        // lowest of many.
        if let since = search.since {
            guard let first = try number(orNull: .firstSince, since) else { return nil }
            range.above = max(range.above, first - 1)
        }
        if let until = search.until {
            guard let last = try number(orNull: .lastUntil, until) else { return nil }
            range.below = min(range.below, last + 1)
        }
        return range
    }

    private func number(orNull query: EventQuery, _ moment: Moment) throws(StorageFailure) -> Int64? {
        try session.first(query, moment, mostLookedAt) { row throws(StorageFailure) in row.optionalInteger() } ?? nil
    }

    private func edge(of range: NumberRange, _ search: EventSearch) throws(StorageFailure) -> Int64? {
        guard search.looksAtMoreThanItFinds else { return nil }
        let query: EventQuery =
            switch (search.newest, search.peer) {
            case (false, nil): .edgeOnward
            case (false, _?): .edgeOnwardOfPeer
            case (true, nil): .edgeBack
            case (true, _?): .edgeBackOfPeer
            }
        return try number(query, range.above, range.below, search.peer, mostLookedAt)
    }

    private func events(in range: NumberRange, _ search: EventSearch) throws(StorageFailure) -> [StoredEvent] {
        let query: EventQuery =
            switch (search.newest, search.peer) {
            case (false, nil): .onward
            case (false, _?): .onwardOfPeer
            case (true, nil): .back
            case (true, _?): .backOfPeer
            }
        let (reader, mayView) = search.reader.columns
        let found = try session.all(
            query, range.above, range.below, search.peer, search.limit, search.since?.milliseconds ?? .min,
            search.until?.milliseconds ?? .max, search.types.list, reader, mayView, read: readEvent)
        return search.newest ? found.reversed() : found
    }
}

private struct NumberRange {
    var above: Int64
    var below: Int64
}

extension EventSearch {
    /// Without one of these, every row that is read is found.
    fileprivate var looksAtMoreThanItFinds: Bool {
        since != nil || until != nil || !types.isEmpty || reader != .nodeOperator
    }
}

extension Set<EventType> {
    /// As JSON, for `json_each`. NULL for all types.
    fileprivate var list: String? { isEmpty ? nil : "[" + map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]" }
}

extension EventReader {
    /// NULL means an operator.
    fileprivate var columns: (peer: PeerID?, mayView: Bool) {
        switch self {
        case .nodeOperator: (nil, true)
        case .peer(let peer, let mayView): (peer, mayView)
        }
    }
}

private func readEvent(_ row: inout Row) throws(StorageFailure) -> StoredEvent {
    StoredEvent(
        id: try row.integer(), type: try row.word(), at: try row.moment(), audience: try readAudience(&row),
        peer: row.optionalIdentifier(), pairing: row.optionalIdentifier(), data: try row.text())
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
