public import Store
import Synchronization
import System

/// The repository on one SQLite file: one writer thread, and a reader beside it that sees what is committed.
public final class SQLiteRepository: Repository {
    private let writer: Writer
    private let reader: Reader

    /// A box that the writer closes, too.
    private final class Reader: Sendable {
        /// Nil once it is closed.
        let session: Mutex<Session?>

        init(_ session: sending Session) { self.session = Mutex(session) }

        func close() { session.withLock { $0 = nil } }
    }

    /// The schema must be the newest: see ``Database``.
    init(
        writer: sending Session, reader: sending Session, mostWaiting: Int = Writer.mostWaiting
    ) throws(StorageFailure) {
        let reader = Reader(reader)
        self.reader = reader
        self.writer = Writer(writer, mostWaiting: mostWaiting)
        guard self.writer.start(answered: { reader.close() }) else { throw Writer.noThread }
    }

    deinit { close() }

    /// Answers what waits, and leaves no log behind. What comes later is refused.
    public func close() { writer.close() }

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
        let attempt: @Sendable (Session) throws(StorageFailure) -> @Sendable () -> Void = {
            session throws(StorageFailure) in
            let transaction = SQLiteTransaction(session)
            let result = try work(transaction)
            let committed = Committed(result: result, events: transaction.told.events)
            return { done(.success(committed)) }
        }
        return Writer.Job(attempt: attempt, fail: { done(.failure($0)) })
    }

    public func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> {
        let answer = Answer<Committed<Result>>()
        let job = job(work) { answer.give($0) }
        if !writer.commitHere(job) { writer.submit(job) }
        return try answer.wait().get()
    }

    public func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        try reader.session.withLock { session throws(StorageFailure) in
            guard let session else { throw Writer.closed }
            try session.run(FrameQuery.beginToRead)
            defer { _ = try? session.run(FrameQuery.commit) }
            return try work(SQLiteTransaction(session))
        }
    }
}

/// One answer, waited for.
private final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, StorageFailure>?>(nil)
    private let given = Semaphore()

    func give(_ result: Result<Value, StorageFailure>) {
        value.withLock { $0 = result }
        given.signal()
    }

    func wait() -> Result<Value, StorageFailure> {
        given.wait()
        guard let result = value.withLock({ $0 }) else { preconditionFailure("signalled without an answer") }
        return result
    }
}
