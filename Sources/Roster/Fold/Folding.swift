public import Core

/// Folds the records of one thing, one for each author, into what it is. Each function looks only at its own thing, so that
/// a store can fold what has changed.
///
/// Every answer is the union of what the entries give that count and that no taking covers. So one more taking never gives
/// more, and the order of the records does not matter.
public struct Folding: Sendable {
    let counting: Counting
    let takings: AppliedTakings

    public init(_ counting: Counting, _ takings: AppliedTakings) {
        self.counting = counting
        self.takings = takings
    }

    /// Nil if the peer is not admitted. `isPlain` says whether any entry that counts calls a key plain, of whatever peer.
    public func peer(
        _ thing: Thing, _ records: [Record], isPlain: (PublicKey) -> Bool = { _ in false }
    ) -> PeerStanding? {
        guard !takings.isUnclear(thing), !counting.isUnclear(records), !takings.has(.end, thing) else { return nil }
        let given = sorted(records).compactMap { record -> Given<PeerBody>? in
            guard case .peer(let body) = record.body else { return nil }
            return Given(record.author, body)
        }
        let admitting = given.filter { admits(thing, $0) }
        guard let described = describing(thing, admitting), !admitting.isEmpty else { return nil }
        let author = Authored(thing: thing, folding: self)
        return PeerStanding(
            thing: thing, name: described.name, kind: described.kind, person: described.person,
            createdAt: described.createdAt, until: admitting.map { End($0.body.until) }.latest.moment,
            keys: author.keys(given, isPlain), scopes: author.scopes(given), areas: author.areas(given))
    }

    public func area(_ thing: Thing, _ records: [Record]) -> AreaStanding? {
        guard !takings.isUnclear(thing), !counting.isUnclear(records), !takings.has(.withdraw, thing) else {
            return nil
        }
        let given = sorted(records).compactMap { record -> Given<AreaBody>? in
            guard case .area(let body) = record.body else { return nil }
            return Given(record.author, body)
        }
        let counted = given.filter { counting.counts($0.body.giving, of: thing, by: $0.author) }
        guard let described = describing(thing, counted) else { return nil }
        let isEnabled = counted.contains { takings.leaves($0.body.giving, .disable, Taking.Target(thing)) }
        let services = given.flatMap { record in
            record.body.services.filter { link in
                counting.counts(link.giving, of: thing, by: record.author)
                    && takings.leaves(link.giving, .contain, .service(link.thing, of: thing))
            }
        }
        return AreaStanding(
            thing: thing, name: described.name, isEnabled: isEnabled, services: Set(services.map(\.thing)))
    }

    public func service(_ thing: Thing, _ records: [Record]) -> ServiceStanding? {
        guard !takings.isUnclear(thing), !counting.isUnclear(records), !takings.has(.withdraw, thing) else {
            return nil
        }
        let given = sorted(records).compactMap { record -> Given<ServiceBody>? in
            guard case .service(let body) = record.body else { return nil }
            return Given(record.author, body)
        }
        let counted = given.filter { counting.counts($0.body.giving, of: thing, by: $0.author) }
        return describing(thing, counted).map { ServiceStanding(thing: thing, name: $0.name, url: $0.url) }
    }

    /// Whether its peer is admitted as well is for the caller to ask.
    public func token(_ thing: Thing, _ records: [Record]) -> TokenStanding? {
        guard !takings.isUnclear(thing), !counting.isUnclear(records), !takings.has(.withdraw, thing) else {
            return nil
        }
        let given = sorted(records).compactMap { record -> Given<TokenBody>? in
            guard case .token(let body) = record.body else { return nil }
            return Given(record.author, body)
        }
        // Only its owner can give a token: another node does not issue it again.
        let own = given.first { $0.author == thing.key }
        guard let own, counting.counts(own.body.giving, of: thing, by: own.author) else { return nil }
        let body = own.body
        return TokenStanding(
            thing: thing, kind: body.kind, name: body.name, hash: body.hash, peer: body.peer, issuedAt: body.issuedAt,
            until: body.until)
    }

    private func admits(_ thing: Thing, _ record: Given<PeerBody>) -> Bool {
        let person = record.body.foldedPerson
        return counting.counts(record.body.giving, of: thing, by: record.author)
            && (person.isEmpty || takings.leaves(record.body.giving, .endPerson, .person(person)))
    }

    /// By author, so that all nodes choose the same.
    private func sorted(_ records: [Record]) -> [Record] { records.sorted { $0.author < $1.author } }

    /// What describes a thing: its owner's record, or else that of the lowest author.
    private func describing<Body>(_ thing: Thing, _ records: [Given<Body>]) -> Body? {
        (records.first { $0.author == thing.key } ?? records.first)?.body
    }
}

/// What one author gives of a thing.
private struct Given<Body> {
    let author: NodeKey
    let body: Body

    init(_ author: NodeKey, _ body: Body) {
        self.author = author
        self.body = body
    }
}

/// The parts of a peer.
private struct Authored {
    let thing: Thing
    let folding: Folding

    private func stands(
        _ giving: Giving, by author: NodeKey, _ kind: Taking.Kind, _ target: Taking.Target
    ) -> Bool {
        folding.counting.counts(giving, of: thing, by: author) && folding.takings.leaves(giving, kind, target)
    }

    func keys(_ records: [Given<PeerBody>], _ isPlain: (PublicKey) -> Bool) -> [PublicKey: KeyStanding] {
        var keys: [PublicKey: KeyStanding] = [:]
        for record in records {
            for entry in record.body.keys where stands(entry.giving, by: record.author, .block, .key(entry.key)) {
                let known = keys[entry.key]
                let isPlainHere = entry.origin == .plainHTTP || known?.origin == .plainHTTP || isPlain(entry.key)
                keys[entry.key] = KeyStanding(
                    origin: isPlainHere ? .plainHTTP : .secure, place: known?.place ?? entry.place,
                    signedOut: folding.takings.highest(.signOut, .key(entry.key)))
            }
        }
        return keys
    }

    func scopes(_ records: [Given<PeerBody>]) -> [Scope: End] {
        var scopes: [Scope: End] = [:]
        for record in records {
            for entry in record.body.scopes
            where stands(entry.giving, by: record.author, .scope, .scope(entry.scope, of: thing)) {
                scopes[entry.scope] = scopes[entry.scope]?.later(End(entry.until)) ?? End(entry.until)
            }
        }
        return scopes
    }

    func areas(_ records: [Given<PeerBody>]) -> Set<Thing> {
        let entries = records.flatMap { record in
            record.body.areas.filter { stands($0.giving, by: record.author, .area, .area($0.thing, of: thing)) }
        }
        return Set(entries.map(\.thing))
    }
}

extension [End] {
    fileprivate var latest: End { dropFirst().reduce(first ?? .never) { $0.later($1) } }
}
