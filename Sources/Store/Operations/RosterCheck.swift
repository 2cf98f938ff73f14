public import Core
public import Roster

// The tables are what follows from the statements. This computes everything again and compares, so that an operation that
// forgot to say something is found.

extension Snapshot {
    /// All statements. Nil if the store keeps none.
    public func holdings() throws(StorageFailure) -> Holdings? {
        guard let circle = try circle() else { return nil }
        var holdings = Holdings(circle: circle.id, founder: circle.founder)
        var last: StatementHash?
        repeat {
            let page = try records(after: last, limit: pageOfPeers)
            for record in page { holdings.receive(record.held) }
            last = page.last?.held.hash
        } while last != nil
        repeat {
            let page = try takings(after: last, limit: pageOfPeers)
            for taking in page { holdings.receive(taking.held) }
            last = page.last?.held.hash
        } while last != nil
        return holdings
    }

    /// Each difference between the tables and what follows from the statements, in a sentence for people. Empty if there is
    /// none, or if the store keeps no statements.
    public func rosterDifferences(at now: Moment) throws(StorageFailure) -> [String] {
        guard let holdings = try holdings() else { return [] }
        let roster = Roster(holdings)
        var differences = RosterDifferences(owner: holdings.founder)
        var known: Set<Thing> = []
        var last: PeerID?
        while true {
            let page = try peers(after: last, limit: pageOfPeers, all: false)
            for peer in page where peer.isLive(at: now) {
                let thing = Thing.peer(UInt64(bitPattern: peer.id.number), of: differences.owner)
                known.insert(thing)
                try compare(peer, with: roster.peers[thing], roster, &differences, now)
            }
            guard page.count == pageOfPeers else { break }
            last = page.last?.id
        }
        for (thing, peer) in roster.peers where peer.isLive(at: now) && !known.contains(thing) {
            differences.found("the statements admit '\(peer.name)', and the tables do not")
        }
        try compareAreas(with: roster, &differences)
        return differences.all
    }

    private func compare(
        _ peer: PeerRecord, with standing: PeerStanding?, _ roster: Roster, _ differences: inout RosterDifferences,
        _ now: Moment
    ) throws(StorageFailure) {
        guard let standing, standing.isLive(at: now) else {
            return differences.found("the tables admit '\(peer.name)', and the statements do not")
        }
        differences.check(peer.name.text, standing.name.text, "the name of '\(peer.name)'")
        differences.check(peer.person?.folded, standing.foldedPerson, "the person of '\(peer.name)'")
        let keys = Dictionary(uniqueKeysWithValues: try keys(of: peer.id).map { ($0.key, $0.origin) })
        differences.check(keys, standing.keys.mapValues(\.origin), "the keys of '\(peer.name)'")
        let scopes = try permissions(of: peer.id).filter { !$0.expiresAt.isOver(at: now) }
        let ends = Dictionary(uniqueKeysWithValues: scopes.map { ($0.scope, End($0.expiresAt)) })
        differences.check(ends, standing.scopes.filter { !$0.value.isOver(at: now) }, "the scopes of '\(peer.name)'")
        let areas = Set(try areas(of: peer.id).map { differences.thing($0) })
        differences.check(areas, standing.areas.intersection(roster.areas.keys), "the areas of '\(peer.name)'")
        let tokens = try bearerTokens(of: peer.id).filter { now < $0.expiresAt }.map(\.hash)
        let passwords = try appPasswords(of: peer.id).map(\.hash)
        let said = roster.tokens.values.filter { $0.peer == standing.thing && !$0.until.isOver(at: now) }.map(\.hash)
        differences.check(Set(tokens + passwords), Set(said), "the tokens of '\(peer.name)'")
    }

    private func compareAreas(
        with roster: Roster, _ differences: inout RosterDifferences
    ) throws(StorageFailure) {
        let areas = try areas()
        for area in areas where roster.areas[differences.thing(area.id)] == nil {
            differences.found("the tables have the area '\(area.name)', and the statements do not")
        }
        let known = Set(areas.map { differences.thing($0.id) })
        for (thing, area) in roster.areas where !known.contains(thing) {
            differences.found("the statements have the area '\(area.name)', and the tables do not")
        }
        for area in areas {
            guard let standing = roster.areas[differences.thing(area.id)] else { continue }
            differences.check(area.isEnabled, standing.isEnabled, "whether '\(area.name)' is enabled")
            differences.check(area.name.text, standing.name.text, "the name of '\(area.name)'")
            let services = Set(area.services.map { differences.thing($0) })
            differences.check(
                services, standing.services.intersection(roster.services.keys), "the services of '\(area.name)'")
        }
        let services = try services()
        let urls = Dictionary(uniqueKeysWithValues: services.map { (differences.thing($0.id), $0.url.description) })
        differences.check(urls, roster.services.mapValues(\.url), "the services")
    }
}

/// Collects what differs.
private struct RosterDifferences {
    let owner: NodeKey
    private(set) var all: [String] = []

    init(owner: NodeKey) { self.owner = owner }

    func thing(_ area: AreaID) -> Thing { .area(UInt64(bitPattern: area.number), of: owner) }
    func thing(_ service: ServiceID) -> Thing { .service(UInt64(bitPattern: service.number), of: owner) }

    mutating func found(_ difference: String) { all.append(difference) }

    mutating func check<Value: Equatable>(_ table: Value?, _ said: Value?, _ what: String) {
        if table != said { found("\(what): the tables and the statements differ") }
    }
}
