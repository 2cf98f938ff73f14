import Core
import Roster
import Seeded
import Testing

/// What holds for any set of statements, also those of evil nodes. Each failure prints the seed of its set. `make soak`
/// draws 100,000 sets, and `make test` 10,000.
@Suite struct RosterPropertyTests {
    private static let sets: UInt64 = isSoak ? 100_000 : setsWanted ?? 2_000

    private func forEachSet(oneIn part: UInt64 = 1, _ check: (UInt64, [Said]) -> Void) {
        for seed in 1...max(Self.sets / part, 1) { check(seed, RandomStatements.draw(seed: seed)) }
    }

    /// Equal sets give equal holdings and rosters, in any order, doubled, and merged from parts.
    @Test func orderDoesNotMatter() {
        forEachSet { seed, said in
            var generator = SeededGenerator(seed: seed)
            let holdings = Holdings(said)
            let shuffled = (said + said.prefix(5)).shuffled(using: &generator)
            #expect(Holdings(shuffled) == holdings, "seed \(seed)")
            // What a node kept is enough for another: it passes on nothing else.
            let half = Holdings(said.prefix(said.count / 2))
            var merged = Holdings(said.suffix(said.count - said.count / 2))
            for record in half.records.values { merged.receive(record) }
            for taking in half.takings.values.joined() { merged.receive(taking) }
            #expect(merged == holdings, "seed \(seed)")
            #expect(Roster(merged) == Roster(holdings), "seed \(seed)")
        }
    }

    /// The fold and the rules read literally agree.
    @Test func theRulesAreFolded() {
        // Reading them literally takes long.
        forEachSet(oneIn: 20) { seed, said in
            let roster = Roster(Holdings(said))
            let naive = NaiveRoster(said)
            #expect(roster.membership.inForce == naive.inForce, "seed \(seed)")
            #expect(roster.membership.takers == naive.takers, "seed \(seed)")
            #expect(roster.rights == naive.rights, "seed \(seed)")
        }
    }

    /// One taking more never gives anything. Only a cut that completes a dismissal may: the dismissal asks for it.
    @Test func takingNeverGives() {
        forEachSet { seed, said in
            let rights = Roster(Holdings(said)).rights
            let dismissals = said.compactMap(\.record?.statement.thing).filter { $0.kind == .dismissal }
            let dismissed = Set(dismissals.map(\.key))
            // Four statements of each set: there are many sets.
            let chosen = isSoak ? said.indices : (said.count / 2 - 2)..<said.count / 2 + 2
            for index in chosen {
                guard let taking = said[index].taking?.statement else { continue }
                guard taking.kind != .cut || !dismissed.contains(taking.target.thing.key) else { continue }
                let without = Roster(Holdings(said[..<index] + said[(index + 1)...])).rights
                let given = rights.subtracting(without)
                #expect(given.isEmpty, "seed \(seed), taking \(taking.kind.rawValue)")
            }
        }
    }

    /// What a node says that is not in force gives nothing, whenever it arrives.
    @Test func aCutNodeGivesNothing() {
        forEachSet { seed, said in
            let roster = Roster(Holdings(said))
            let more = RandomStatements.draw(seed: seed &+ 1_000_000).filter { statement in
                guard let record = statement.record?.statement, record.thing.admission == nil else { return false }
                return roster.membership.inForce[record.author] == nil
            }
            let known = Set(said.compactMap { $0.record?.statement.id })
            let fresh = more.filter { $0.record.map { !known.contains($0.statement.id) } ?? false }
            let given = Roster(Holdings(said + fresh)).rights.subtracting(roster.rights)
            #expect(given.isEmpty, "seed \(seed)")
        }
    }

    /// Whatever is live goes back to the founder by admissions, and to an entry of a full node in force.
    @Test func everythingGoesBackToTheFounder() {
        forEachSet { seed, said in
            let holdings = Holdings(said)
            let roster = Roster(holdings)
            for node in roster.membership.inForce.keys where node != Circle.founder {
                let admitters = holdings.records.values.map(\.statement).filter { $0.thing.admission?.node == node }
                #expect(!admitters.isEmpty, "seed \(seed)")
            }
            for thing in roster.peers.keys {
                let authors = holdings.records.keys.filter { $0.thing == thing }.map(\.author)
                #expect(authors.contains { roster.membership.isFull($0) }, "seed \(seed)")
                // Without what its authors said, it is gone.
                let without = Roster(Holdings(said.filter { $0.record?.statement.thing != thing }))
                #expect(without.peers[thing] == nil, "seed \(seed)")
            }
        }
    }

    /// Statements survive the wire.
    @Test func statementsAreReadAsTheyWereWritten() throws {
        for seed in 1...max(Self.sets / 20, 1) {
            for statement in RandomStatements.draw(seed: seed) {
                switch statement {
                case .record(let record) where record.statement.body != .notUnderstood:
                    #expect(try Record(bytes: record.statement.bytes) == record.statement)
                case .taking(let taking): #expect(try Taking(bytes: taking.statement.bytes) == taking.statement)
                default: break
                }
            }
        }
    }
}
