import AgentTestKit
import Core
import Rehearsal
import Store
import Testing

@testable import Access

/// A value that was read is used until the next commit, whatever that changed.
@Suite struct CommittedCacheTests {
    private let store: TemporaryStore
    private let cache = CommittedCache<Int, Int>(capacity: 3)

    init() throws { store = try TemporaryStore() }

    private func ask(_ key: Int, stored: Int?) throws -> Int? {
        try cache.value(of: key, in: store.repository) { _, _ in stored }
    }

    private func commit() throws { _ = try (store.repository as any Repository).write { _ in } }

    @Test func aValueIsReadOnceUntilTheNextCommit() throws {
        #expect(try ask(1, stored: 10) == 10)
        #expect(try ask(1, stored: 11) == 10)
        try commit()
        #expect(try ask(1, stored: 11) == 11)
    }

    @Test func aMissingValueIsNotRemembered() throws {
        #expect(try ask(1, stored: nil) == nil)
        #expect(try ask(1, stored: 10) == 10)
    }

    @Test func aCommitDuringTheReadOutdatesWhatWasRead() throws {
        let repository: any Repository = store.repository
        let first = try cache.value(of: 1, in: repository) { _, _ throws(StorageFailure) in
            _ = try repository.write { _ in }
            return 10
        }
        #expect(first == 10)
        #expect(try ask(1, stored: 11) == 11)
    }

    @Test func aFullMemoryForgets() throws {
        for key in 1...4 { #expect(try ask(key, stored: key) == key) }
        #expect(try ask(1, stored: 11) == 11)
        #expect(try ask(4, stored: 44) == 4)
    }
}
