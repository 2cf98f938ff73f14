import Core

/// Who is admitted and what they may do: a pure function of all records and takings.
public struct Roster: Hashable, Sendable {
    public let membership: Membership
    public let peers: [Thing: PeerStanding]
    public let areas: [Thing: AreaStanding]
    public let services: [Thing: ServiceStanding]
    public let tokens: [Thing: TokenStanding]

    public init(_ holdings: Holdings) {
        let membership = Membership(founder: holdings.founder, holdings.membershipStatements)
        let records = Dictionary(grouping: holdings.records.values.map(\.statement), by: \.thing)
        let counting = Counting(membership, admissions: records.values.joined().compactMap(\.admittedPeer))
        let takings = AppliedTakings(holdings.takings.values.joined().map(\.statement), membership)
        let folding = Folding(counting, takings)
        let plain = Set(records.values.joined().flatMap { plainKeys(in: $0, counting) })

        func fold<Standing>(_ kind: Thing.Kind, _ standing: (Thing, [Record]) -> Standing?) -> [Thing: Standing] {
            var found: [Thing: Standing] = [:]
            for (thing, records) in records where thing.kind == kind { found[thing] = standing(thing, records) }
            return found
        }
        self.membership = membership
        let peers = fold(.peer) { folding.peer($0, $1, isPlain: plain.contains) }
        self.peers = peers
        areas = fold(.area, folding.area)
        services = fold(.service, folding.service)
        tokens = fold(.token, folding.token).filter { peers[$0.value.peer] != nil }
    }
}

extension Record {
    /// Of a record of a peer: what decides whether the peer may have admitted others.
    public var admittedPeer: (peer: Thing, author: NodeKey, by: Giver)? {
        guard case .peer(let body) = body else { return nil }
        return (thing, author, body.giving.by)
    }
}

/// The keys that the valid entries of a record call plain.
private func plainKeys(in record: Record, _ counting: Counting) -> [PublicKey] {
    guard case .peer(let body) = record.body else { return [] }
    return body.keys.filter {
        $0.origin == .plainHTTP && counting.counts($0.giving, of: record.thing, by: record.author)
    }.map(\.key)
}
