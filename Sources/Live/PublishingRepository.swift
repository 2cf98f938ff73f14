public import Store
import Synchronization

/// Wraps the store and publishes every commit, so no caller can forget to.
public final class PublishingRepository: Repository {
    private let store: any Repository
    private let feed: CommitFeed

    public init(_ store: any Repository, to feed: CommitFeed) {
        self.store = store
        self.feed = feed
    }

    public var commits: UInt64 { store.commits }

    public func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> {
        do throws(StorageFailure) {
            let committed = try store.write(work)
            feed.publish(committed.events)
            return committed
        } catch {
            feed.publish(error)
            throw error
        }
    }

    public func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) {
        store.submit(work) { [self] outcome in
            switch outcome {
            case .success(let committed): feed.publish(committed.events)
            case .failure(let failure): feed.publish(failure)
            }
            done(outcome)
        }
    }

    public func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        do throws(StorageFailure) { return try store.read(work) } catch {
            feed.publish(error)
            throw error
        }
    }
}

/// Delivers commits and failures of the store to the subscribers, which are fixed at the start.
public final class CommitFeed: Sendable {
    /// Called on the thread that committed, after the commit. It must not wait.
    public typealias Subscriber = @Sendable ([Event]) -> Void

    private let subscribers = Mutex<[Subscriber]>([])
    private let failed: @Sendable (StorageFailure) -> Void

    public init(failed: @escaping @Sendable (StorageFailure) -> Void) { self.failed = failed }

    public func subscribe(_ subscriber: @escaping Subscriber) { subscribers.withLock { $0.append(subscriber) } }

    /// Releases its subscribers, which hold the repository.
    public func close() { subscribers.withLock { $0 = [] } }

    func publish(_ events: [Event]) {
        for subscriber in subscribers.withLock({ $0 }) { subscriber(events) }
    }

    func publish(_ failure: StorageFailure) { failed(failure) }
}
