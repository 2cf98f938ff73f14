import Core
import Testing

/// A hundred thousand inputs that nobody thought of, and what must hold after each of them.
struct WalkTests {
    static let walks = 4
    static let steps = Seed.isSoak ? 500_000 : 26_000

    @Test func holdsWhateverHappens() async {
        print("walks: KITH_SEED=\(Seed.base)")
        let seen = await withTaskGroup { group in
            for walk in 0..<Self.walks { group.addTask { Self.walk(walk) } }
            return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(World.everything.subtracting(seen) == [], "KITH_SEED=\(Seed.base) never came by these")
        #expect(seen.subtracting(World.everything) == [], "not in the list")
    }

    /// What it came by.
    private static func walk(_ walk: Int) -> Set<String> {
        var world = World(seed: Seed.base &+ UInt64(walk), livePeers: 5 + walk)
        for step in 1...steps {
            do throws(Violation) { try world.step() } catch {
                Issue.record("KITH_SEED=\(Seed.base), walk \(walk), step \(step): \(error)")
                break
            }
        }
        checkFacts(world)
        return Set(world.seen.keys)
    }

    /// All at once from the beginning, not step by step: the facts are enough to know what became of each pairing.
    private static func checkFacts(_ world: World) {
        for track in world.tracks {
            do throws(Violation) {
                let told = try Replay.told(by: track.facts, limits: world.limits)
                let name = track.pairing.state.claimant?.proposedName
                #expect(told?.named(name) == Replay(track.pairing))
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
