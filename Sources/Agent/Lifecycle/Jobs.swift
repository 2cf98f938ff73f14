import Core
import Live
import Logging
import Store
import Synchronization
import System

/// The work that the agent does by itself.
final class MaintenanceRun: Sendable {
    /// A backup that failed would fail again a minute later, and take disk space meanwhile.
    private static let backupPause = Duration.minutes(60)

    private static let mostSteps = 40

    private let backupFailed = Mutex<Duration?>(nil)

    /// One run. Returns false if something was not done.
    func run(on repository: any Repository, _ clock: NodeClock, _ maintenance: any Maintenance, _ limits: Limits)
        -> Bool
    {
        clock.look()
        let now = clock.trusted()
        let isClean = attempt("could not clean up expired records") { () throws(StorageFailure) in
            if let time = clock.due() {
                _ = try repository.write { store throws(StorageFailure) in try store.setTrustedTime(time) }
                clock.noteStored()
            }
            // Events may arrive faster than one step a minute deletes them. Requests run between two steps.
            for _ in 0..<Self.mostSteps {
                let done = try repository.write { store throws(StorageFailure) in
                    try store.clean(now: now, limits: limits)
                }.result
                if !done.isEmpty { Log.info("cleaned up", done.fields) }
                guard done.deletedEvents == CleaningReport.batch else { break }
            }
        }
        return backUp(maintenance, limits, now: now) && isClean
    }

    private func backUp(_ maintenance: any Maintenance, _ limits: Limits, now: Moment) -> Bool {
        guard maintenance.capabilities.contains(.backup) else { return true }
        let uptime = MonotonicClock.now()
        if let failed = backupFailed.withLock({ $0 }), uptime < failed + Self.backupPause { return false }
        let isDone = attempt("could not make the daily backup") { () throws(StorageFailure) in
            if let backup = try maintenance.backUpDaily(keep: limits.backupsKept, now: now) {
                Log.info("backed up", ("file", LogText.path(backup)))
            }
        }
        backupFailed.withLock { $0 = isDone ? nil : uptime }
        return isDone
    }

    private func attempt(_ failure: StaticString, _ work: () throws(StorageFailure) -> Void) -> Bool {
        do throws(StorageFailure) {
            try work()
            return true
        } catch {
            Log.error(failure, ("cause", error))
            return false
        }
    }
}

/// Runs the jobs on their own thread, one run at a time. The backup of a large store takes long, and signals and the
/// watchdog must not wait for it.
final class Jobs: Sendable {
    private let worker = Worker()
    private let isBusy = Mutex(false)

    /// Does nothing if the last run has not ended.
    func run(_ round: @escaping @Sendable () -> Void) {
        let begins = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard begins else { return }
        worker.run { [self] in
            round()
            isBusy.withLock { $0 = false }
        }
    }

    /// Waits for the current run. Returns false if it does not end in time.
    @discardableResult
    func finish(within patience: Duration) -> Bool {
        let done = Semaphore()
        worker.run { done.signal() }
        guard done.wait(within: patience) else { return false }
        worker.stop()
        return true
    }
}

extension CleaningReport {
    /// The fields of the log line.
    fileprivate var fields: [Log.Field] {
        let all: [(name: StaticString, value: Int)] = [
            ("expired_pairings", expiredPairings), ("purged_pairings", purgedPairings), ("expired_peers", expiredPeers),
            ("expired_permissions", expiredPermissions), ("deleted_credentials", deletedCredentials),
            ("deleted_events", deletedEvents),
        ]
        return all.filter { $0.value > 0 }.map { ($0.name, $0.value) }
    }
}
