import Core
import Seeded
import Testing

struct IdentifierTests {
    private func check<ID: Identifier>(_ type: ID.Type, _ prefix: String) {
        #expect(ID.prefix == prefix)
        var generator = SeededGenerator(seed: 63)
        let drawn = (0..<200).map { _ in ID(at: Fixture.start, using: &generator) }
        for id in drawn + [0, 1, 31, 32, Int64.max].map({ ID(number: $0) }) {
            #expect(ID(id.description) == id)
            #expect(id.description.hasPrefix(prefix) && id.description.utf8.count == 16)
            for foreign in ["pr_", "pe_", "ar_", "sv_", "nd_", "tk_", "PR_", "pr-"] where foreign != prefix {
                #expect(ID(foreign + id.description.dropFirst(3)) == nil)
            }
        }
        #expect(drawn.allSatisfy { $0.number > 0 } && Set(drawn).count == 200)
        #expect(drawn.sorted().map(\.number) == drawn.map(\.number).sorted())
    }

    @Test func eachKindHasItsPrefix() {
        check(PairingID.self, "pr_")
        check(PeerID.self, "pe_")
        check(AreaID.self, "ar_")
        check(ServiceID.self, "sv_")
        check(NodeID.self, "nd_")
        check(TokenID.self, "tk_")
    }

    @Test func whatIsMadeLaterStandsLater() {
        var generator = SeededGenerator(seed: 41)
        let ids = (0..<500).map { PeerID(at: Fixture.start + .milliseconds(Int64($0)), using: &generator) }
        #expect(ids == ids.sorted())
        #expect(Set(ids.map { $0.number & 0x3F_FFFF }).count > 490, "the lower part is chance")
    }

    /// Whatever a clock says, an id is one that can be written and read.
    static let clocks: [Int64] = [
        .min, -1, 0, 1_577_836_799_999, 1_577_836_800_000, 3_776_860_055_551, 3_776_860_055_552, .max,
    ]

    @Test(arguments: clocks) func anyClockWillDo(_ milliseconds: Int64) {
        var generator = SeededGenerator(seed: 1)
        let id = PeerID(at: Moment(milliseconds: milliseconds), using: &generator)
        #expect(id.number >= 0 && PeerID(id.description) == id)
    }

    @Test func theNextOne() {
        #expect(PeerID(number: 1).next == PeerID(number: 2))
        #expect(PeerID(number: .max).next == PeerID(number: 1))
    }

    static let texts: [(String, Int64?)] = [
        ("pe_0000000000000", 0), ("pe_0000000000001", 1), ("pe_000000000000z", 31), ("pe_7zzzzzzzzzzzz", Int64.max),
        // Beyond 63 bits.
        ("pe_8000000000000", nil), ("pe_fzzzzzzzzzzzz", nil), ("pe_zzzzzzzzzzzzz", nil),
        // Another text of the same number.
        ("pe_000000000000Z", nil), ("PE_0000000000001", nil), ("pe_000000000000i", nil), ("pe_000000000000o", nil),
        ("pe_000000000000l", nil), ("pe_000000000000u", nil),
        // Another length.
        ("", nil), ("pe_", nil), ("pe_1", nil), ("pe_000000000001", nil), ("pe_00000000000001", nil),
        ("pe_0000000000001 ", nil), (" pe_000000000001", nil), ("0000000000000001", nil), ("pe_00000000000é", nil),
        ("pe_000000000000\u{0}", nil), ("pe\u{301}_00000000000", nil),
    ]

    @Test(arguments: texts) func oneTextOnly(_ text: String, _ number: Int64?) {
        #expect(PeerID(text)?.number == number)
    }

    @Test func aTokensIdIsTheBeginningOfItsHash() throws {
        let bytes: [UInt8] = [0x01, 0, 0, 0, 0, 0, 0, 0x04] + Array(repeating: 0xFF, count: 24)
        #expect(TokenID(SecretHash(try #require(Octets32(bytes)))).number == 0x0080_0000_0000_0002)
    }

    @Test func aNodesIdIsMadeFromItsKey() {
        let bytes: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0x03] + Array(repeating: 0xFF, count: 24)
        #expect(NodeID(keyHash: SecretHash(Octets32(bytes)!)).number == 0x4000_0000_0000_0001)
        #expect(NodeID(keyHash: SecretHash(Octets32(Array(repeating: 0xFF, count: 32))!)).number == Int64.max)
    }
}
