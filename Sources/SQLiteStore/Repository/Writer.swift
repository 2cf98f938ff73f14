import Store
import Synchronization
import System

/// The one place that writes, one at a time.
///
/// What waits for its thread is committed together and answered after the commit: an fsync then serves many. If one
/// fails, each is run again alone, its decision included.
final class Writer: Sendable {
    struct Job: Sendable {
        /// Runs in the transaction; gives what is to be called once it is committed.
        let attempt: @Sendable (DatabaseSession) throws(StorageFailure) -> @Sendable () -> Void
        let fail: @Sendable (StorageFailure) -> Void
    }

    private struct Mailbox {
        var waiting: [Job] = []
        var isClosed = false
    }

    private static let batch = 64
    /// More than wait behind a slow disk from all connections that there may be, each with what its use writes. Beyond that
    /// the disk hangs, and what waits would only fill the memory.
    static let mostWaiting = 16_384
    /// A quiet moment: then what the log still holds of secrets is wiped.
    private static let quietMilliseconds = 50
    private static let quiet = Duration.milliseconds(quietMilliseconds)
    /// Without a quiet moment it is wiped at this pace.
    private static let longestWait = Duration.seconds(1)

    /// Nil once it is closed.
    private let session: Mutex<DatabaseSession?>
    private let mailbox = Mutex(Mailbox())
    private let wake = Semaphore()
    private let thread = Mutex<Thread?>(nil)

    private let mostWaiting: Int

    init(_ session: sending DatabaseSession, mostWaiting: Int = Writer.mostWaiting) {
        self.session = Mutex(session)
        self.mostWaiting = mostWaiting
    }

    /// Returns false if the system has no thread to give.
    ///
    /// - Parameter answered: called once all is answered that was submitted before the close. Until then an answer may
    ///   still read.
    func start(answered: @escaping @Sendable () -> Void) -> Bool {
        thread.withLock { thread in
            thread = Thread.start { [self] in
                work()
                answered()
                end()
            }
            return thread != nil
        }
    }

    func submit(_ job: Job) {
        let (refusal, isFirst) = mailbox.withLock { mailbox -> (StorageFailure?, Bool) in
            guard !mailbox.isClosed else { return (Self.closed, false) }
            guard mailbox.waiting.count < mostWaiting else { return (Self.full, false) }
            mailbox.waiting.append(job)
            return (nil, mailbox.waiting.count == 1)
        }
        if let refusal { return job.fail(refusal) }
        // Behind the first the thread is awake, or will be: it looks again until nothing waits.
        if isFirst { wake.signal() }
    }

    /// Commits it on the caller's own thread if nothing else is going on: waking another thread, only to wait for it,
    /// would take longer than many a commit. False where the job is still to be submitted.
    func commitHere(_ job: Job) -> Bool {
        guard mailbox.withLock({ !$0.isClosed && $0.waiting.isEmpty }) else { return false }
        var mustWatch = false
        let answers = session.withLockIfAvailable { session -> [@Sendable () -> Void] in
            guard let session else { return [] }
            let wasWatched = session.hasRetiredSecrets
            defer { mustWatch = session.hasRetiredSecrets && !wasWatched }
            return session.commit([job])
        }
        guard let answers, !answers.isEmpty else { return false }
        if mustWatch { wake.signal() }
        for answer in answers { answer() }
        return true
    }

    /// Answers what waits, moves the log into the database, closes it and ends the thread.
    func close() {
        let wasOpen = mailbox.withLock { mailbox in
            defer { mailbox.isClosed = true }
            return !mailbox.isClosed
        }
        guard wasOpen else { return }
        wake.signal()
        thread.withLock { $0 }?.join()
    }

    private func work() {
        var (wipedAt, hasMore) = (ContinuousClock.now, false)
        while true {
            if !hasMore { waitForWork() }
            let jobs: [Job]
            let isClosed: Bool
            (jobs, hasMore, isClosed) = mailbox.withLock { mailbox in
                let jobs = Array(mailbox.waiting.prefix(Self.batch))
                mailbox.waiting.removeFirst(jobs.count)
                return (jobs, !mailbox.waiting.isEmpty, mailbox.isClosed && mailbox.waiting.isEmpty)
            }
            for answer in session.withLock({ $0?.commit(jobs) ?? [] }) { answer() }
            if isClosed { break }
            session.withLock { session in
                guard let session else { return }
                let isQuiet = ContinuousClock.now - session.lastCommit >= Self.quiet
                guard isQuiet || ContinuousClock.now - wipedAt > Self.longestWait else { return }
                session.wipeLog()
                wipedAt = .now
            }
        }
    }

    private func end() {
        session.withLock { session in
            _ = session?.connection.truncateLog()
            session = nil
        }
    }

    /// Not for ever where there is something to wipe when it gets quiet.
    private func waitForWork() {
        if session.withLock({ $0?.hasRetiredSecrets ?? false }) {
            _ = wake.wait(within: Self.quiet)
        } else {
            wake.wait()
        }
    }

    static let noThread = StorageFailure(
        .outOfMemory, file: "kith.db", cause: "the system has no thread to give",
        remedy: "End programs of this user, or raise its limit of processes")
    static let full = StorageFailure(
        .busy, file: "kith.db", cause: "\(mostWaiting) writes wait for the disk already",
        remedy: "Try again in a moment")

    static let closed = StorageFailure(
        .locked, file: "kith.db", cause: "the store is closing", remedy: "Try again when the agent runs")
}

extension DatabaseSession {
    /// Commits all or, where one of them fails, each alone. Gives the answers, to be called when no lock is held.
    ///
    /// A savepoint for each would spare the others the second run, but costs a copy of every page that it touches, each
    /// time; and a full disk rolls back the whole transaction all the same. What a peer can cause is a result, not a
    /// failure: a failure is rare.
    fileprivate func commit(_ jobs: [Writer.Job]) -> [@Sendable () -> Void] {
        guard !jobs.isEmpty else { return [] }
        lastCommit = .now
        guard jobs.count > 1 else { return jobs.map(commitAlone) }
        var answers: [@Sendable () -> Void] = []
        do throws(StorageFailure) {
            try run(FrameQuery.begin)
            for job in jobs { answers.append(try job.attempt(self)) }
        } catch {
            rollBack()
            return error.isPassing ? jobs.map { job in { job.fail(error) } } : jobs.map(commitAlone)
        }
        do throws(StorageFailure) { try run(FrameQuery.commit) } catch {
            rollBack()
            return jobs.map { job in { job.fail(error) } }
        }
        return answers
    }

    private func commitAlone(_ job: Writer.Job) -> @Sendable () -> Void {
        do throws(StorageFailure) {
            try run(FrameQuery.begin)
            let answer = try job.attempt(self)
            try run(FrameQuery.commit)
            return answer
        } catch {
            rollBack()
            return { job.fail(error) }
        }
    }

    private func rollBack() {
        // Where this fails too, the transaction is gone with the connection's next use: SQLite never half-commits.
        if connection.isInTransaction { _ = try? run(FrameQuery.rollBack) }
    }

    /// Moves the log into the database, where `secure_delete` has overwritten what was deleted, and cuts it to nothing.
    /// A reader in the middle of something puts it off; then the next quiet moment does it.
    fileprivate func wipeLog() {
        guard hasRetiredSecrets, connection.truncateLog() else { return }
        hasRetiredSecrets = false
    }
}
