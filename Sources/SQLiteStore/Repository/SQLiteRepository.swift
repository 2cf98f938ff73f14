public import Store
import Synchronization
import System

/// The repository on one SQLite file: one writer thread, and readers that see what is committed.
public final class SQLiteRepository: OpenStore {
    private let writer: Writer
    private let readers: Readers
    private let author = Mutex<StatementAuthor?>(nil)

    /// The schema must be the newest: see ``Database``.
    init(
        writer: sending DatabaseSession, readers: Readers, mostWaiting: Int = Writer.mostWaiting
    ) throws(StorageFailure) {
        self.readers = readers
        self.writer = Writer(writer, mostWaiting: mostWaiting)
        // An answer may still read. The last connection that closes leaves no log, and that is the writer's.
        guard self.writer.start(answered: { readers.close() }) else { throw Writer.noThread }
    }

    deinit { close() }

    /// Finishes the waiting jobs, and leaves no log. Refuses later ones.
    public func close() { writer.close() }

    public func sign(as author: StatementAuthor) { self.author.withLock { $0 = author } }

    public var commits: UInt64 { writer.commits.load(ordering: .acquiring) }

    public func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) {
        writer.submit(job(work, done: done))
    }

    private func job<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) -> Writer.Job {
        let author = author.withLock { $0 }
        let attempt: @Sendable (DatabaseSession) throws(StorageFailure) -> @Sendable () -> Void = {
            session throws(StorageFailure) in
            let transaction = SQLiteTransaction(session, author: author)
            let result = try work(transaction)
            let committed = Committed(result: result, events: transaction.written.events)
            return { done(.success(committed)) }
        }
        return Writer.Job(attempt: attempt, fail: { done(.failure($0)) })
    }

    public func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> {
        let box = ResultBox<Committed<Result>>()
        let job = job(work) { box.give($0) }
        if !writer.commitHere(job) { writer.submit(job) }
        return try box.wait().get()
    }

    public func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        try readers.read(work)
    }
}

/// One result that a thread waits for.
private final class ResultBox<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, StorageFailure>?>(nil)
    private let given = Semaphore()

    func give(_ result: Result<Value, StorageFailure>) {
        value.withLock { $0 = result }
        given.signal()
    }

    func wait() -> Result<Value, StorageFailure> {
        given.wait()
        guard let result = value.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
        return result
    }
}
