import Core
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// Power cuts, as far as a process can be cut: SIGKILL at each write and sync, and at any time under load.
@Suite(.serialized)
struct CrashTests {
    /// Every 6th of the first 300 in each test run, all of them in a soak.
    @Test func killedAtEachWrite() throws {
        let prepared = try TemporaryFolder()
        try prepared.files.open().repository.close()
        var kills = 0
        for call in stride(from: 1, through: 300, by: Campaign.size(6, soak: 1)) {
            let folder = try prepared.copy()
            let outcome = try Driver(fault: "kill:\(call)").run(["register", folder.path, "100", "1"])
            kills += outcome.wasKilled ? 1 : 0
            #expect(outcome.wasKilled, "the driver makes at least 300 writes")
            try checkWhole(folder.files, admitted: outcome.saying("admitted"))
            try checkGoesOn(folder)
        }
        print("killed at \(kills) writes and syncs of the first 300")
    }

    @Test func killedAnywhereUnderLoad() throws {
        var folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        var admitted = 0
        let rounds = Campaign.size(20, soak: 1_000)
        for round in 0..<rounds {
            if round % 50 == 49 {
                // Checking a store takes longer the more is in it.
                try checkGoesOn(folder)
                folder = try TemporaryFolder()
                try folder.files.open().repository.close()
            }
            let delay = Duration.milliseconds(20 + round * 37 % 120)
            let outcome = try Driver().run(["register", folder.path, "1000000", "8"], killAfter: delay)
            #expect(outcome.wasKilled)
            admitted += outcome.saying("admitted").count
            try checkWhole(folder.files, admitted: outcome.saying("admitted"))
        }
        print("killed \(rounds) times under load; \(admitted) registrations were answered, and all of them are there")
        try checkGoesOn(folder)
    }

    /// The very first start, which makes and migrates the database, killed at each of its writes.
    @Test func killedWhileMigrating() throws {
        var call = 0
        while true {
            call += 1
            let folder = try TemporaryFolder()
            let outcome = try Driver(fault: "kill:\(call)").run(["open", folder.path])
            let (repository, _) = try folder.files.open()
            repository.close()
            try checkWhole(folder.files)
            guard outcome.wasKilled else { break }
        }
        #expect(call > 10, "making a database takes more writes than that")
        print("killed at each of the \(call - 1) writes of the first start")
    }

    private func checkGoesOn(_ folder: TemporaryFolder) throws {
        var (repository, play) = try folder.files.open()
        play.limits.openPairings = .max
        play.limits.livePeers = .max
        _ = try play.admit()
        repository.close()
        try checkWhole(folder.files)
    }
}
