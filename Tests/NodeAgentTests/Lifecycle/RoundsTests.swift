import Glibc
import PairingCore
import Registry
import SQLiteStore
import Testing

@testable import NodeAgent

@Suite struct RoundsTests {
    /// More came in a minute than one step deletes.
    @Test func aRoundTakesSeveralStepsForEvents() throws {
        let folder = "/tmp/kith-rounds-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let files = StoreFiles(folder: folder)
        let store = try Store.open(files, now: Clock.now())
        defer {
            store.close()
            _ = unsafe unlink("\(folder)/kith.db")
        }
        let (count, name) = (3 * CleaningReport.batch + 7, Name(trusted: "x"))
        _ = try store.write { store throws(StorageFailure) in
            for number in 1...count {
                try store.append(.peerLeft(PeerID(number: Int64(number)), name, at: Clock.now()))
            }
        }
        var limits = Limits()
        limits.events = 100
        _ = Rounds().run(on: store, NodeClock(nil), files, limits)
        let left = try store.read { store throws(StorageFailure) in try store.events(EventWish(limit: 999)) }.events
        #expect(left.count == 100)
        #expect(left.map(\.peer?.number) == (count - 99...count).map(Int64.init))
    }
}
