public import Core

/// Compares what a node has said of a thing with what it wants to give now.
///
/// What it gives already keeps its generation and its giver. What is new gets a generation above every known taking. What is
/// missing is taken: leaving it out of a record would not reach what another node gave.
public struct Restating: Sendable {
    private let thing: Thing
    private let author: NodeKey
    /// All known records of the thing.
    private let records: [Record]
    private let taken: KnownTakings
    /// Who gives what is new.
    private let giver: Giver
    private let now: Moment

    public init(
        _ thing: Thing, by author: NodeKey, for giver: Giver, records: [Record], taken: KnownTakings, now: Moment
    ) {
        self.thing = thing
        self.author = author
        self.records = records
        self.taken = taken
        self.giver = giver
        self.now = now
    }

    private var own: RecordBody? { records.first { $0.author == author }?.body }

    public func peer(_ wanted: PeerContent) throws(NoGenerationLeft) -> Saying<PeerBody> {
        let said = peerBodies
        var parts = Parts(taken: taken, giver: giver)
        let own: PeerBody? = if case .peer(let body) = own { body } else { nil }
        let person = wanted.person.map { Array($0.folded.utf8) } ?? []
        let giving = try parts.entry(own?.giving, [.endPerson], .person(person))
        var keys: [KeyEntry] = []
        for key in wanted.keys {
            let known = own?.keys.first { $0.key == key.key }
            // Where a key was made never changes.
            keys.append(
                KeyEntry(
                    key.key, known?.origin ?? key.origin, place: known?.place ?? key.place,
                    try parts.entry(known?.giving, [.block], .key(key.key))))
        }
        let scopes = try scopes(wanted.scopes, own?.scopes ?? [], &parts)
        let areas = try links(wanted.areas, own?.areas ?? [], .area, &parts) { .area($0, of: thing) }
        for known in said.flatMap(\.keys) where !wanted.keys.contains(where: { $0.key == known.key }) {
            try parts.take(
                .block, .key(known.key), of: said.flatMap(\.keys).filter { $0.key == known.key }.map(\.giving))
        }
        for known in said.flatMap(\.scopes)
        where !known.until.isOver(at: now) && !wanted.scopes.contains(where: { $0.scope == known.scope }) {
            let givings = said.flatMap(\.scopes).filter { $0.scope == known.scope }.map(\.giving)
            try parts.take(.scope, .scope(known.scope, of: thing), of: givings)
        }
        for known in said.flatMap(\.areas) where !wanted.areas.contains(known.thing) {
            let givings = said.flatMap(\.areas).filter { $0.thing == known.thing }.map(\.giving)
            try parts.take(.area, .area(known.thing, of: thing), of: givings)
        }
        let body = PeerBody(
            name: wanted.name, kind: wanted.kind, person: own.map(\.person) ?? wanted.person,
            createdAt: wanted.createdAt,
            until: own.map { End($0.until).later(End(wanted.until)).moment } ?? wanted.until, giving: giving,
            keys: keys, scopes: scopes, areas: areas)
        return Saying(body: body, takings: parts.takings)
    }

    public func area(_ wanted: AreaContent) throws(NoGenerationLeft) -> Saying<AreaBody> {
        let said = areaBodies
        var parts = Parts(taken: taken, giver: giver)
        let own: AreaBody? = if case .area(let body) = own { body } else { nil }
        let target = Taking.Target(thing)
        let giving: Giving
        if wanted.isEnabled {
            giving = try parts.entry(own?.giving, [.withdraw, .disable], target)
        } else {
            giving = try parts.entry(own?.giving, [.withdraw], target)
            try parts.take(.disable, target, of: said.map(\.giving) + [giving])
        }
        let services = try links(wanted.services, own?.services ?? [], .contain, &parts) { .service($0, of: thing) }
        for known in said.flatMap(\.services) where !wanted.services.contains(known.thing) {
            let givings = said.flatMap(\.services).filter { $0.thing == known.thing }.map(\.giving)
            try parts.take(.contain, .service(known.thing, of: thing), of: givings)
        }
        return Saying(
            body: AreaBody(name: wanted.name, giving: giving, services: services), takings: parts.takings)
    }

    public func service(named name: Name, at url: String) throws(NoGenerationLeft) -> ServiceBody {
        let own: ServiceBody? = if case .service(let body) = own { body } else { nil }
        let giving = try Parts(taken: taken, giver: giver).entry(own?.giving, [.withdraw], Taking.Target(thing))
        return ServiceBody(name: name, url: url, giving: giving)
    }

    /// Removes an area or a service, also if another node gave it.
    public func removal() throws(NoGenerationLeft) -> DueTaking? {
        let givings = records.compactMap { record -> Giving? in
            switch record.body {
            case .area(let body): body.giving
            case .service(let body): body.giving
            default: nil
            }
        }
        var parts = Parts(taken: taken, giver: giver)
        try parts.take(.withdraw, Taking.Target(thing), of: givings)
        return parts.takings.first
    }

    private func scopes(
        _ wanted: [Permission], _ own: [ScopeEntry], _ parts: inout Parts
    ) throws(NoGenerationLeft) -> [ScopeEntry] {
        var entries: [ScopeEntry] = []
        for permission in wanted {
            let target = Taking.Target.scope(permission.scope, of: thing)
            let known = own.first { $0.scope == permission.scope }
            let isShorter =
                known.map { End($0.until).later(End(permission.expiresAt)) != End(permission.expiresAt) } ?? false
            // Of several records the latest end is valid, so a shorter one needs a taking first.
            if isShorter, let known { try parts.take(.scope, target, of: [known.giving]) }
            let giving = try parts.entry(isShorter ? nil : known?.giving, [.scope], target)
            entries.append(ScopeEntry(permission.scope, until: permission.expiresAt, giving))
        }
        return entries
    }

    private func links(
        _ wanted: [Thing], _ own: [LinkEntry], _ kind: Taking.Kind, _ parts: inout Parts,
        _ target: (Thing) -> Taking.Target
    ) throws(NoGenerationLeft) -> [LinkEntry] {
        var entries: [LinkEntry] = []
        for link in wanted.sorted() {
            let known = own.first { $0.thing == link }
            entries.append(LinkEntry(link, try parts.entry(known?.giving, [kind], target(link))))
        }
        return entries
    }

    private var peerBodies: [PeerBody] {
        records.compactMap { if case .peer(let body) = $0.body { body } else { nil } }
    }

    private var areaBodies: [AreaBody] {
        records.compactMap { if case .area(let body) = $0.body { body } else { nil } }
    }
}

/// Collects the takings while the entries are made.
private struct Parts {
    let taken: KnownTakings
    let giver: Giver
    private(set) var takings: [DueTaking] = []

    init(taken: KnownTakings, giver: Giver) {
        self.taken = taken
        self.giver = giver
    }

    private func highest(_ kind: Taking.Kind, _ target: Taking.Target) -> Generation? {
        let due = takings.first { $0.kind == kind && $0.target == target }?.generation
        return due ?? taken.highest(kind, target)
    }

    /// As it was given, if no taking has reached that; else given again.
    func entry(
        _ known: Giving?, _ kinds: [Taking.Kind], _ target: Taking.Target
    ) throws(NoGenerationLeft) -> Giving {
        let reached = kinds.compactMap { highest($0, target) }.max()
        if let known, reached.map({ known.generation > $0 }) ?? true { return known }
        guard let generation = Generation.giving(after: reached) else {
            throw NoGenerationLeft(kind: kinds.first ?? .end, target: target)
        }
        return Giving(generation, by: giver)
    }

    /// Nothing if a taking reaches all these givings already.
    mutating func take(
        _ kind: Taking.Kind, _ target: Taking.Target, of givings: [Giving]
    ) throws(NoGenerationLeft) {
        let highest = highest(kind, target)
        let given = givings.map(\.generation).max()
        if let highest, let given, highest >= given { return }
        guard let generation = Generation.taking(after: highest, of: given) else {
            throw NoGenerationLeft(kind: kind, target: target)
        }
        takings.append(DueTaking(kind, target, generation))
    }
}
