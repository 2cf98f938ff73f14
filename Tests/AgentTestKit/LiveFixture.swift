import Core
public import Rehearsal
import SQLiteStore
public import Store
import Synchronization
import System

@testable public import Live

/// The live part of an agent on a real store, with a clock that a test sets and streams that a test reads.
public final class LiveFixture: Sendable {
    public let clock: TestClock
    public let output = RecordedOutput()
    public let repository: FailingRepository
    public var presences: Presences { services.presences }
    public var events: EventStreams { services.events }
    public var outcomes: OutcomeStreams { services.outcomes }
    public let play: Rehearsal
    public let store: TemporaryStore
    private let services: LiveServices
    private let feed = CommitFeed { _ in }

    /// Sends to the recorded output, or to a server.
    public init(to server: (any StreamOutput)? = nil, clock: TestClock = TestClock()) throws {
        self.clock = clock
        store = try TemporaryStore()
        repository = FailingRepository(PublishingRepository(store.repository, to: feed))
        let surroundings = LiveSurroundings(now: { clock.now }, trusted: { clock.now }, limits: { Limits() })
        services = LiveServices(repository, after: feed, to: server ?? output, in: surroundings)
        play = Rehearsal(on: repository)
    }

    deinit {
        services.stop()
        feed.close()
    }

    /// Returns when all that was given to the worker and to the store so far is done.
    public func settle() {
        for _ in 0..<3 {
            let done = Semaphore()
            services.worker.run { [repository] in
                repository.submit { _ in
                } done: { _ in
                    done.signal()
                }
            }
            done.wait()
        }
    }
}

/// A repository that fails while a test wants it to.
public final class FailingRepository: Repository {
    private let store: any Repository
    private let isFailing = Atomic(false)

    init(_ store: any Repository) { self.store = store }

    public func fail(_ isFailing: Bool) { self.isFailing.store(isFailing, ordering: .sequentiallyConsistent) }

    private var failure: StorageFailure? {
        guard isFailing.load(ordering: .sequentiallyConsistent) else { return nil }
        return StorageFailure(.diskFull, file: "kith.db", cause: "the disk is full", remedy: "Free some space")
    }

    public var commits: UInt64 { store.commits }

    public func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> {
        if let failure { throw failure }
        return try store.write(work)
    }

    public func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) {
        if let failure { done(.failure(failure)) } else { store.submit(work, done: done) }
    }

    public func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        if let failure { throw failure }
        return try store.read(work)
    }
}
