import Console
import Core
import JSON
import Store
import Testing

@testable import CommandLine

@Suite struct MigrateTests {
    private static let migrations = [
        MigrationStatus(
            number: 9, name: "ground_floor", checksum: "abc", appliedAt: PairFixture.start, microseconds: 6_184),
        MigrationStatus(number: 10, name: "next", checksum: "def", appliedAt: nil, microseconds: nil),
    ]

    @Test func readsAsATable() {
        let table = MigrateCommand.table(Self.migrations, times: TimeStyle(now: PairFixture.start, clock: .utc))
        #expect(
            table.lines(width: nil, colour: false) == [
                "N   NAME          STATE", "9   ground_floor  applied now", "10  next          not applied",
            ])
    }

    @Test func aProgramReceivesAll() {
        #expect(
            Self.migrations[0].json == [
                "number": 9, "name": "ground_floor", "checksum": "abc", "applied_at": .string(PairFixture.start.text),
                "microseconds": 6_184,
            ])
        #expect(Self.migrations[1].json["applied_at"] == .null)
    }
}
