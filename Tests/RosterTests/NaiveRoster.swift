import Core
import Roster

/// The roster as the rules define it, without indexes and worklists: slow, and written for comparison only.
struct NaiveRoster {
    let records: [Record]
    let takings: [Taking]
    let founder: NodeKey

    init(_ said: [Said]) {
        // Kept: of each author and thing one record, of each author, kind and target one taking, of cuts two.
        var records: [Held<Record>] = []
        var takings: [Held<Taking>] = []
        for case .record(let record) in said {
            let rivals = said.compactMap(\.record).filter { $0.statement.id == record.statement.id }
            let isAdmission = record.statement.thing.kind == .fullNode || record.statement.thing.kind == .guardNode
            let best = rivals.max {
                isAdmission
                    ? $0.hash > $1.hash
                    : ($0.statement.version, $1.hash) < ($1.statement.version, $0.hash)
            }
            if record == best, !records.contains(record) { records.append(record) }
        }
        for case .taking(let taking) in said where !takings.contains(taking) {
            let rivals = Set(said.compactMap(\.taking).filter { $0.statement.id == taking.statement.id })
            let better = rivals.filter {
                taking.statement.kind == .cut
                    ? $0.hash < taking.hash
                    : ($0.statement.generation, taking.hash) > (taking.statement.generation, $0.hash)
            }
            if better.count < (taking.statement.kind == .cut ? 2 : 1) { takings.append(taking) }
        }
        self.records = records.map(\.statement)
        self.takings = takings.map(\.statement)
        founder = Circle.founder
    }

    private var nodes: [NodeKey] { (0..<RandomStatements.nodes).map(Circle.node) }

    private func admits(_ author: NodeKey, _ node: NodeKey, _ role: Role) -> Bool {
        records.contains { $0.author == author && $0.thing == .admission(of: node, as: role) && $0.body == .nothing }
    }

    /// By repeating the rule until nothing changes.
    private func closure(_ passes: (NodeKey, NodeKey) -> Bool) -> [NodeKey: Role] {
        var roles = [founder: Role.full]
        while true {
            let before = roles
            for author in nodes where roles[author] == .full {
                for node in nodes where passes(author, node) {
                    if admits(author, node, .full) { roles[node] = .full }
                    if admits(author, node, .guard), roles[node] == nil { roles[node] = .guard }
                }
            }
            if roles == before { return roles }
        }
    }

    var ever: [NodeKey: Role] { closure { _, _ in true } }

    private func cuts(_ node: NodeKey) -> [Taking] {
        let ever = ever
        return takings.filter { $0.kind == .cut && $0.target.thing == .node(node) && ever[$0.author] == .full }
    }

    private func isKept(_ node: NodeKey, of admitter: NodeKey) -> Bool {
        let cuts = cuts(admitter)
        return cuts.allSatisfy { cut in
            cuts.count { $0.author == cut.author } == 1 && cut.keep.contains(node)
        }
    }

    var inForce: [NodeKey: Role] {
        let cut = Set(nodes.filter { !cuts($0).isEmpty })
        return closure { !cut.contains($0) || isKept($1, of: $0) }.filter { !cut.contains($0.key) }
    }

    private func dismissals(_ node: NodeKey, _ inForce: [NodeKey: Role]) -> [DismissalBody] {
        guard !cuts(node).isEmpty else { return [] }
        return records.compactMap { record in
            guard record.thing == .dismissal(of: node), inForce[record.author] == .full,
                case .dismissal(let body) = record.body
            else { return nil }
            return body
        }
    }

    var takers: [NodeKey: Role] {
        let inForce = inForce
        let dismissals = Dictionary(uniqueKeysWithValues: nodes.map { ($0, self.dismissals($0, inForce)) })
        return closure { author, node in
            let said = dismissals[author] ?? []
            return said.allSatisfy { $0.keep.contains(node) }
        }.filter { (dismissals[$0.key] ?? []).isEmpty }
    }

    /// All that anybody can do.
    var rights: Set<Right> {
        let inForce = inForce
        let takers = takers
        let applied = takings.filter {
            takers[$0.author] == .full
                || takers[$0.author] == .guard && ([1, 4, 10].contains($0.kind.rawValue) || $0.kind.rawValue > 10)
        }
        func taken(_ kind: Taking.Kind, _ target: Taking.Target) -> Int64 {
            Int64(applied.filter { $0.kind == kind && $0.target == target }.map(\.generation.number).max() ?? 0)
                - (applied.contains { $0.kind == kind && $0.target == target } ? 0 : 1)
        }
        func isUnclear(_ thing: Thing) -> Bool {
            records.contains { $0.thing == thing && $0.body == .notUnderstood && takers[$0.author] == .full }
                || applied.contains { $0.kind.rawValue > 10 && $0.target.thing == thing }
        }
        var givers: Set<Thing> = []
        func counts(_ giving: Giving, _ record: Record) -> Bool {
            guard inForce[record.author] == .full else { return false }
            switch giving.by {
            case .operatorHere: return true
            case .operatorAt(let node): return inForce[node] != nil
            case .peer(let giver): return giver != record.thing && givers.contains(giver)
            }
        }
        while true {
            let before = givers
            for record in records {
                if case .peer(let body) = record.body, counts(body.giving, record) { givers.insert(record.thing) }
            }
            if givers == before { break }
        }
        var rights: Set<Right> = []
        for thing in Set(records.map(\.thing)) where !isUnclear(thing) {
            for record in records where record.thing == thing {
                func stands(_ giving: Giving, _ kind: Taking.Kind, _ target: Taking.Target) -> Bool {
                    counts(giving, record) && Int64(giving.generation.number) > taken(kind, target)
                }
                switch record.body {
                case .area(let body):
                    guard taken(.withdraw, .init(thing)) < 0,
                        records.contains(where: { other in
                            guard other.thing == thing, case .area(let body) = other.body else { return false }
                            return counts(body.giving, other)
                        })
                    else { continue }
                    if stands(body.giving, .disable, .init(thing)) { rights.insert(.enabled(thing)) }
                    for link in body.services where stands(link.giving, .contain, .service(link.thing, of: thing)) {
                        rights.insert(.contains(thing, link.thing))
                    }
                case .service(let body):
                    if counts(body.giving, record), taken(.withdraw, .init(thing)) < 0 {
                        rights.insert(.service(thing))
                    }
                case .peer:
                    guard taken(.end, .init(thing)) < 0,
                        records.contains(where: { other in
                            guard other.thing == thing, case .peer(let body) = other.body else { return false }
                            return counts(body.giving, other)
                                && Int64(body.giving.generation.number) > taken(.endPerson, .person(body.foldedPerson))
                        }), case .peer(let body) = record.body
                    else { continue }
                    rights.insert(.peer(thing))
                    for entry in body.keys where stands(entry.giving, .block, .key(entry.key)) {
                        rights.insert(.key(thing, entry.key))
                    }
                    for entry in body.scopes where stands(entry.giving, .scope, .scope(entry.scope, of: thing)) {
                        rights.insert(.scope(thing, entry.scope))
                    }
                    for link in body.areas where stands(link.giving, .area, .area(link.thing, of: thing)) {
                        rights.insert(.area(thing, link.thing))
                    }
                default: continue
                }
            }
        }
        for record in records {
            guard case .token(let body) = record.body, record.author == record.thing.key, counts(body.giving, record),
                taken(.withdraw, .init(record.thing)) < 0, rights.contains(.peer(body.peer)), !isUnclear(record.thing)
            else { continue }
            rights.insert(.token(record.thing))
        }
        return rights
    }
}
