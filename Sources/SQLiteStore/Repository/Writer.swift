import Store
import Synchronization
import System

/// The only writer. It runs one job at a time.
///
/// Jobs that wait for its thread are committed together and answered after the commit: one fsync is enough for many. If
/// one fails, each runs again by itself, including its decision.
final class Writer: Sendable {
    struct Job: Sendable {
        /// Runs in the transaction. Returns what to call after the commit.
        let attempt: @Sendable (DatabaseSession) throws(StorageFailure) -> @Sendable () -> Void
        let fail: @Sendable (StorageFailure) -> Void
    }

    private struct Mailbox {
        var waiting: [Job] = []
        var isClosed = false
    }

    private static let batch = 64
    /// More than all possible connections can wait for, behind a slow disk. Beyond that the disk hangs, and more
    /// waiting jobs would only fill the memory.
    static let mostWaiting = 16_384
    /// After this quiet time, secrets in the log are wiped.
    private static let quietMilliseconds = 50
    private static let quiet = Duration.milliseconds(quietMilliseconds)
    /// Without a quiet time, they are wiped this often.
    private static let longestWait = Duration.seconds(1)

    /// Nil when it is closed.
    private let session: Mutex<DatabaseSession?>
    private let mailbox = Mutex(Mailbox())
    private let wake = Semaphore()
    private let thread = Mutex<Thread?>(nil)

    private let mostWaiting: Int
    /// See ``Repository/commits``.
    let commits = Atomic<UInt64>(0)

    init(_ session: sending DatabaseSession, mostWaiting: Int = Writer.mostWaiting) {
        self.session = Mutex(session)
        self.mostWaiting = mostWaiting
    }

    /// Returns false if the system has no free thread.
    ///
    /// - Parameter answered: called when all jobs from before the close are answered. Until then an answer may still
    /// read.
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
        // After the first job the thread is awake, or will be: it checks again until no job waits.
        if isFirst { wake.signal() }
    }

    /// Commits the job on the caller's own thread if the writer is idle: waking another thread, only to wait for it,
    /// often takes longer than the commit. Returns false if the job must still be submitted.
    func commitHere(_ job: Job) -> Bool {
        guard mailbox.withLock({ !$0.isClosed && $0.waiting.isEmpty }) else { return false }
        var mustWatch = false
        let answers = session.withLockIfAvailable { session -> [@Sendable () -> Void] in
            guard let session else { return [] }
            let wasWatched = session.hasRetiredSecrets
            defer { mustWatch = session.hasRetiredSecrets && !wasWatched }
            return session.commit([job], counting: commits)
        }
        guard let answers, !answers.isEmpty else { return false }
        if mustWatch { wake.signal() }
        for answer in answers { answer() }
        return true
    }

    /// Finishes the waiting jobs, moves the log into the database, closes it and ends the thread.
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
            for answer in session.withLock({ $0?.commit(jobs, counting: commits) ?? [] }) { answer() }
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

    /// With a time limit if there is something to wipe.
    private func waitForWork() {
        if session.withLock({ $0?.hasRetiredSecrets ?? false }) {
            _ = wake.wait(within: Self.quiet)
        } else {
            wake.wait()
        }
    }

    static let noThread = StorageFailure(
        .outOfMemory, file: "kith.db", cause: "the system has no free thread",
        remedy: "End programs of this user, or raise its limit of processes")
    static let full = StorageFailure(
        .busy, file: "kith.db", cause: "\(mostWaiting) writes are already waiting for the disk",
        remedy: "Try again in a moment")

    static let closed = StorageFailure(
        .locked, file: "kith.db", cause: "the store is closing", remedy: "Try again when the agent runs")
}

extension DatabaseSession {
    /// Commits all jobs, or, if one fails, each by itself. Returns the answers, to be called when no lock is held.
    ///
    /// A savepoint for each job would spare the others the second run, but it copies every page that the job changes. A
    /// full disk rolls back the whole transaction anyway. What a peer can cause is a result, not a failure, so failures
    /// are rare.
    fileprivate func commit(_ jobs: [Writer.Job], counting commits: borrowing Atomic<UInt64>) -> [@Sendable () -> Void]
    {
        guard !jobs.isEmpty else { return [] }
        lastCommit = .now
        guard jobs.count > 1 else { return jobs.map { commitAlone($0, counting: commits) } }
        var answers: [@Sendable () -> Void] = []
        do throws(StorageFailure) {
            try run(FrameQuery.begin)
            for job in jobs { answers.append(try job.attempt(self)) }
        } catch {
            rollBack()
            return error.isPassing
                ? jobs.map { job in { job.fail(error) } } : jobs.map { commitAlone($0, counting: commits) }
        }
        // Also if it fails: nobody knows how far it came.
        defer { commits.add(1, ordering: .acquiringAndReleasing) }
        do throws(StorageFailure) { try run(FrameQuery.commit) } catch {
            rollBack()
            return jobs.map { job in { job.fail(error) } }
        }
        return answers
    }

    private func commitAlone(_ job: Writer.Job, counting commits: borrowing Atomic<UInt64>) -> @Sendable () -> Void {
        do throws(StorageFailure) {
            try run(FrameQuery.begin)
            let answer = try job.attempt(self)
            defer { commits.add(1, ordering: .acquiringAndReleasing) }
            try run(FrameQuery.commit)
            return answer
        } catch {
            rollBack()
            return { job.fail(error) }
        }
    }

    private func rollBack() {
        // If this fails too, the transaction ends with the connection's next use: SQLite never commits half of one.
        if connection.isInTransaction { _ = try? run(FrameQuery.rollBack) }
    }

    /// Moves the log into the database, where `secure_delete` has overwritten what was deleted, and truncates it. An
    /// active reader prevents that; then the next quiet time does it.
    fileprivate func wipeLog() {
        guard hasRetiredSecrets, connection.truncateLog() else { return }
        hasRetiredSecrets = false
    }
}
