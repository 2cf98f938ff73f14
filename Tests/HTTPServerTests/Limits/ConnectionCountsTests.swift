import Seeded
import Testing

@testable import HTTPServer

@Suite struct ConnectionCountsTests {
    /// The rule again, from a plain list of what is open.
    private func expected(_ key: AddressKey?, among open: [AddressKey?], most: Int, each: Int)
        -> ConnectionCounts.Admission
    {
        guard let key else { return open.count { $0 == nil } < 20 ? .admitted : .tooMany }
        if open.count(where: { $0 != nil }) >= most { return .tooMany }
        if open.count(where: { $0 == key }) >= each { return .tooManyFromAddress }
        guard let ceiling = key.ceiling else { return .admitted }
        return open.count { $0?.ceiling == ceiling } >= each * 16 ? .tooManyFromAddress : .admitted
    }

    private func drawn(_ chance: inout SeededGenerator) -> AddressKey? {
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: nil
        case 1: key(v4(UInt32.random(in: 0..<4, using: &chance)))
        case 2:
            key(v6(network: 256 + UInt16.random(in: 0..<4, using: &chance), host: .random(in: 0..<9, using: &chance)))
        default: key(v6(host: UInt32.random(in: 0..<40, using: &chance)))
        }
    }

    @Test func whoStandsForManyIsNoAddress() {
        var counts = ConnectionCounts(most: 9, fromAddress: 2, overUnix: 1)
        let answers = (0..<10).map { _ in counts.open(.many) }
        #expect(answers == Array(repeating: .admitted, count: 9) + [.tooMany])
        for _ in 0..<9 { counts.close(.many) }
        #expect(counts.total == 0 && counts.count == 0)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func doesAsTheModel(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let (most, each) = (seed.isMultiple(of: 2) ? 60 : 1_000, 2)
        var (counts, open) = (ConnectionCounts(most: most, fromAddress: each, overUnix: 20), [AddressKey?]())
        for _ in 0..<3_000 {
            if !open.isEmpty, Int.random(in: 0..<5, using: &chance) < 2 {
                counts.close(open.remove(at: Int.random(in: 0..<open.count, using: &chance)))
            } else {
                let key = drawn(&chance)
                let answer = expected(key, among: open, most: most, each: each)
                #expect(counts.open(key) == answer, "seed \(seed)")
                if answer == .admitted { open.append(key) }
            }
            #expect(counts.total == open.count)
            #expect(counts.count <= 2 * open.count)
        }
        for key in open { counts.close(key) }
        #expect(counts.total == 0)
        #expect(counts.count == 0)
    }

    @Test func holdsWholeNetworks() {
        var counts = ConnectionCounts()
        #expect((0..<5_000).count { counts.open(key(v6(network: 500, host: $0))) == .admitted } == 256)
        #expect(counts.count == 1)
        #expect((0..<5_000).count { counts.open(key(v6(host: $0))) == .admitted } == 4_096 - 256)
        #expect(counts.open(key([10, 0, 0, 1])) == .tooMany)
        #expect((0..<500).count { _ in counts.open(nil) == .admitted } == 256, "operators have room of their own")
        #expect(counts.count == 4_096 - 256 + 2)
    }

    @Test func holdsTheCeiling() {
        var counts = ConnectionCounts(most: 1_000, fromAddress: 4)
        #expect((0..<500).count { counts.open(key(v6(host: $0))) == .admitted } == 64)
        #expect(counts.open(key(v6(host: 9))) == .tooManyFromAddress)
        #expect(counts.open(key([10, 0, 0, 1])) == .admitted)
        counts.close(key(v6(host: 0)))
        #expect(counts.open(key(v6(host: 1_000))) == .admitted)
    }

    private func answers(_ counts: inout ConnectionCounts, _ key: AddressKey, _ times: Int) -> [ConnectionCounts
        .Admission]
    {
        (0..<times).map { _ in counts.open(key) }
    }

    @Test func takesOtherLimits() {
        var limits = Server.Limits()
        (limits.connections, limits.connectionsOfAnAddress) = (3, 2)
        var counts = ConnectionCounts(limits)
        let one = key([10, 0, 0, 1])
        #expect(answers(&counts, one, 3) == [.admitted, .admitted, .tooManyFromAddress])
        limits.connectionsOfAnAddress = 4
        counts.change(to: limits)
        #expect(answers(&counts, one, 2) == [.admitted, .tooMany])
        // Who is there stays, and leaves as ever.
        (limits.connections, limits.connectionsOfAnAddress) = (1, 1)
        counts.change(to: limits)
        #expect(counts.total == 3)
        for _ in 0..<3 { counts.close(one) }
        #expect(answers(&counts, one, 2) == [.admitted, .tooMany])
        #expect(counts.count == 1)
    }
}
