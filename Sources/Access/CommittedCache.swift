public import Store
import Synchronization

/// Remembers what was read from the store, until the next commit.
///
/// Any commit makes all of it outdated. So a revocation applies before its command is answered, and no change can be
/// forgotten here. Commits are rare compared to requests, and a value that was forgotten is one read.
public final class CommittedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Memory {
        var commits: UInt64 = 0
        var values: [Key: Value] = [:]
    }

    private let capacity: Int
    private let memory = Mutex(Memory())

    /// - Parameter capacity: more values than this are forgotten together.
    public init(capacity: Int) { self.capacity = capacity }

    /// The value of a key, if it is in memory and of the last commit.
    public func known(_ key: Key, in repository: any Repository) -> Value? {
        let commits = repository.commits
        return memory.withLock { $0.commits == commits ? $0.values[key] : nil }
    }

    /// Returns the value of a key, from memory or with `read`. What the store does not have is not remembered: anybody
    /// can ask for that, with any number of keys.
    public func value(
        of key: Key, in repository: any Repository,
        read: (any Snapshot, Key) throws(StorageFailure) -> Value?
    ) throws(StorageFailure) -> Value? {
        // Before the read: a commit that follows makes the value outdated, never valid for too long.
        let commits = repository.commits
        let known = memory.withLock { memory -> Value? in
            if memory.commits != commits { memory = Memory(commits: commits) }
            return memory.values[key]
        }
        if let known { return known }
        let found = try repository.read { store throws(StorageFailure) in Found(value: try read(store, key)) }.value
        guard let found else { return nil }
        memory.withLock { memory in
            guard memory.commits == commits else { return }
            if memory.values.count >= capacity { memory.values.removeAll(keepingCapacity: true) }
            memory.values[key] = found
        }
        return found
    }

    private struct Found: Sendable { let value: Value? }
}
