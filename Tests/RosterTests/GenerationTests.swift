import Roster
import Testing

@Suite struct GenerationTests {
    private func generation(_ number: UInt32?) -> Generation? { number.flatMap { Generation($0) } }

    @Test func givingComesAfterEveryTaking() {
        for (taken, given) in [(nil, 0), (0, 1), (7, 8)] as [(UInt32?, UInt32?)] {
            #expect(Generation.giving(after: generation(taken)) == generation(given))
        }
        // There is nothing above the highest: the command refuses, and nothing wraps around.
        #expect(Generation.giving(after: .highest) == nil)
    }

    @Test func takingReachesEveryGiving() {
        for (taken, given, expected) in [
            (nil, nil, 0), (nil, 0, 0), (nil, 3, 3), (0, 0, 1), (0, 5, 5), (6, 5, 7),
        ] as [(UInt32?, UInt32?, UInt32?)] {
            #expect(
                Generation.taking(after: generation(taken), of: generation(given)) == generation(expected),
                "taken \(String(describing: taken)), given \(String(describing: given))")
        }
        #expect(Generation.taking(after: nil, of: .highest) == .highest)
        #expect(Generation.taking(after: .highest, of: .highest) == nil)
    }

    @Test func aJumpIsNoticed() {
        #expect(!Generation(1_000)!.isJump(from: nil))
        #expect(Generation(1_001)!.isJump(from: nil))
        #expect(!Generation(1_500)!.isJump(from: Generation(500)))
        #expect(Generation.highest.isJump(from: Generation(500)))
    }

    @Test func versionsGrowAlsoWhenTheClockIsSetBack() {
        #expect(Version.following(nil, at: 500) == Version(500))
        #expect(Version.following(Version(499), at: 500) == Version(500))
        #expect(Version.following(Version(500), at: 500) == Version(501))
        #expect(Version.following(Version(900), at: 500) == Version(901))
        #expect(Version.following(nil, at: -5) == Version(0))
        #expect(Version.following(Version(1 << 62 - 1), at: 0) == nil)
        #expect(Version(1 << 62) == nil)
    }
}
