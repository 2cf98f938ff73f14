import Core
import Glibc
import Live
import SQLiteStore
import Store
import System
import Testing

@testable import Agent

@Suite struct RoundsTests {
    /// More came in a minute than one step deletes.
    @Test func aRoundTakesSeveralStepsForEvents() throws {
        let folder = "/tmp/kith-rounds-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let files = StoreFiles(folder: folder)
        let store = try Database.open(files, now: SystemClock.now())
        defer {
            store.close()
            _ = unsafe unlink("\(folder)/kith.db")
        }
        let (count, name) = (3 * CleaningReport.batch + 7, Name(trusted: "x"))
        _ = try store.write { store throws(StorageFailure) in
            for number in 1...count {
                try store.append(.peerLeft(PeerID(number: Int64(number)), name, at: SystemClock.now()))
            }
        }
        var limits = Limits()
        limits.events = 100
        _ = MaintenanceRun().run(on: store, NodeClock(nil), SQLiteMaintenance(files), limits)
        let left = try store.read { store throws(StorageFailure) in try store.events(EventSearch(limit: 999)) }.events
        #expect(left.count == 100)
        #expect(left.map(\.peer?.number) == (count - 99...count).map(Int64.init))
    }
}
