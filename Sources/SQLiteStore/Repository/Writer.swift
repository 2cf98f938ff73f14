import Dispatch
import Registry
import Synchronization

/// The one thread that writes.
///
/// What waits is committed together, a savepoint each, and answered after the commit: an fsync then serves many. If
/// SQLite has rolled the whole transaction back (it does when the disk is full), each is run again alone, its decision
/// included.
final class Writer: Sendable {
    struct Job: Sendable {
        /// Runs in the transaction; gives what is to be called once it is committed.
        let attempt: @Sendable (Session) throws(StorageFailure) -> @Sendable () -> Void
        let fail: @Sendable (StorageFailure) -> Void
    }

    private struct Mailbox {
        var waiting: [Job] = []
        var isClosed = false
    }

    private static let batch = 64
    /// A quiet moment: then what the log still holds of secrets is wiped.
    private static let quiet = DispatchTimeInterval.milliseconds(50)
    /// Without a quiet moment it is wiped at this pace.
    private static let longestWait = Duration.seconds(1)

    /// Nil once it is closed.
    private let session: Mutex<Session?>
    private let mailbox = Mutex(Mailbox())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ session: sending Session) { self.session = Mutex(session) }

    func start() { DispatchQueue(label: "kith.store").async { self.work() } }

    func submit(_ job: Job) {
        let isClosed = mailbox.withLock { mailbox in
            if !mailbox.isClosed { mailbox.waiting.append(job) }
            return mailbox.isClosed
        }
        guard !isClosed else { return job.fail(Self.closed) }
        wake.signal()
    }

    /// Answers what waits, moves the log into the database, closes it and ends the thread.
    func close() {
        let wasOpen = mailbox.withLock { mailbox in
            defer { mailbox.isClosed = true }
            return !mailbox.isClosed
        }
        guard wasOpen else { return }
        wake.signal()
        ended.wait()
    }

    private func work() {
        var wipedAt = ContinuousClock.now
        while true {
            let isQuiet = !waitForWork()
            let (jobs, isClosed) = mailbox.withLock { mailbox in
                let jobs = Array(mailbox.waiting.prefix(Self.batch))
                mailbox.waiting.removeFirst(jobs.count)
                return (jobs, mailbox.isClosed && mailbox.waiting.isEmpty)
            }
            for answer in session.withLock({ $0?.commit(jobs) ?? [] }) { answer() }
            if isClosed { break }
            if isQuiet || ContinuousClock.now - wipedAt > Self.longestWait {
                session.withLock { $0?.wipeLog() }
                wipedAt = .now
            }
        }
        session.withLock { session in
            _ = session?.connection.truncateLog()
            session = nil
        }
        ended.signal()
    }

    /// False when nothing came for a while and there is something to wipe.
    private func waitForWork() -> Bool {
        guard session.withLock({ $0?.hasRetiredSecrets ?? false }) else {
            wake.wait()
            return true
        }
        return wake.wait(timeout: .now() + Self.quiet) == .success
    }

    static let closed = StorageFailure(
        .locked, file: "kith.db", cause: "the store is closing", remedy: "Try again when the agent runs")
}

extension Session {
    /// Commits all or, after trouble, each alone. Gives the answers, to be called when no lock is held.
    fileprivate func commit(_ jobs: [Writer.Job]) -> [@Sendable () -> Void] {
        guard jobs.count > 1 else { return jobs.map(commitAlone) }
        var answers: [@Sendable () -> Void] = []
        do throws(StorageFailure) {
            try connection.execute("BEGIN IMMEDIATE")
            for job in jobs {
                do throws(StorageFailure) {
                    try connection.execute("SAVEPOINT job")
                    answers.append(try job.attempt(self))
                    try connection.execute("RELEASE job")
                } catch {
                    guard connection.isInTransaction else { return jobs.map(commitAlone) }
                    try connection.execute("ROLLBACK TO job; RELEASE job")
                    answers.append { job.fail(error) }
                }
            }
            try connection.execute("COMMIT")
            return answers
        } catch {
            rollBack()
            return jobs.map { job in { job.fail(error) } }
        }
    }

    private func commitAlone(_ job: Writer.Job) -> @Sendable () -> Void {
        do throws(StorageFailure) {
            try connection.execute("BEGIN IMMEDIATE")
            let answer = try job.attempt(self)
            try connection.execute("COMMIT")
            return answer
        } catch {
            rollBack()
            return { job.fail(error) }
        }
    }

    private func rollBack() {
        // Where this fails too, the transaction is gone with the connection's next use: SQLite never half-commits.
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
    }

    /// Moves the log into the database, where `secure_delete` has overwritten what was deleted, and cuts it to nothing.
    /// A reader in the middle of something puts it off; then the next quiet moment does it.
    fileprivate func wipeLog() {
        guard hasRetiredSecrets, connection.truncateLog() else { return }
        hasRetiredSecrets = false
    }
}
