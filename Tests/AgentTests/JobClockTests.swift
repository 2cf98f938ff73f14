import AgentTestKit
import Core
import Glibc
import SQLiteStore
import Store
import Testing

@testable import Agent
@testable import Live

/// The jobs and the clocks. The clock's own tests are in LiveTests.
@Suite struct JobClockTests {
    /// A round of the jobs by a wall clock that is wrong for that one round.
    @Test func jobsGoByTrustedTime() throws {
        let folder = "/tmp/kith-clock-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let files = StoreFiles(folder: folder)
        let store = try Database.open(files, now: TwoClocks.start)
        defer {
            store.close()
            for name in ["kith.db"] { _ = unsafe unlink("\(folder)/\(name)") }
        }
        let draw = BearerDraw(
            hash: try #require(Octets32(Array(repeating: 1, count: 32)).map { SecretHash($0) }), peer: PeerID(number: 1)
        )
        _ = try store.write { store throws(StorageFailure) in
            try store.issueBearerToken(
                to: .named(Name(trusted: "backup"), person: nil, scopes: nil), life: .days(30), by: .nodeOperator,
                draw: draw, now: TwoClocks.start, limits: Limits())
        }.result.get()
        let (hands, maintenanceRun) = (TwoClocks(), MaintenanceRun())
        let clock = NodeClock(nil, reading: hands.reading)
        func left() throws -> (tokens: Int, events: Int64) {
            try store.read { store throws(StorageFailure) in
                (
                    try store.bearerTokens(of: PeerID(number: 1)).count,
                    Int64(try store.events(EventSearch(limit: 99)).events.count)
                )
            }
        }
        let before = try left().events
        #expect(before > 0)
        func round(_ jump: Duration = .zero) {
            hands.pass(.minutes(1), jump: jump)
            _ = maintenanceRun.run(on: store, clock, SQLiteMaintenance(files), Limits())
        }
        round()
        round(.days(500))
        #expect(try left() == (1, before))
        round(.zero - .days(500))
        #expect(try left() == (1, before))
        round(.days(500))
        for _ in 0..<360 { round() }
        #expect(try left() == (0, 0), "after six hours it is believed")
    }
}
