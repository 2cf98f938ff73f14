import API
import Core
import Foundation
import Live
import SQLiteStore
import Store
import Testing

@testable import Handlers

/// What a request meets in the store is counted, also where the same reading can refuse the request.
@Suite struct StoreFailureTests {
    private static let failure = StorageFailure(.inputOutput, file: "kith.db", cause: "disk I/O error", remedy: "Look.")

    /// How a reading ends that does this, and how many failures were counted.
    private func reading(_ work: @Sendable () throws -> Int) throws -> (result: Result<Int, any Error>, failures: Int) {
        let folder = FileManager.default.temporaryDirectory.path + "/kith-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try Database.open(StoreFiles(folder: folder), now: Moment(milliseconds: 1_000_000))
        defer { store.close() }
        let tally = Tally()
        let repository = PublishingRepository(store, to: CommitFeed { [tally] failure in tally.note(failure) })
        let result = Result { try repository.read(orRefuse: { _ in try work() }) }
        return (result, tally.value.failures.values.reduce(0) { $0 + Int($1) })
    }

    @Test func failuresAreCounted() throws {
        let (result, failures) = try reading { throw Self.failure }
        #expect(throws: Self.failure) { try result.get() }
        #expect(failures == 1)
    }

    @Test func refusalsAndResultsAreNot() throws {
        let refused = try reading { throw Problem.invalidToken }
        #expect(throws: Problem.invalidToken) { try refused.result.get() }
        #expect(refused.failures == 0)
        let read = try reading { 7 }
        #expect(try read.result.get() == 7)
        #expect(read.failures == 0)
    }
}
