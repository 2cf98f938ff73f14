import Core
import Live
import Logging
import Store
import Synchronization
import System

/// What the agent does by itself.
final class MaintenanceRun: Sendable {
    /// A backup that failed once fails again a minute later, and takes the room that others need meanwhile.
    private static let backupPause = Duration.minutes(60)

    private static let mostSteps = 40

    private let backupFailed = Mutex<Duration?>(nil)

    /// One round. False where not all of it was done.
    func run(on repository: any Repository, _ clock: NodeClock, _ maintenance: any Maintenance, _ limits: Limits)
        -> Bool
    {
        clock.look()
        let now = clock.trusted()
        let isClean = attempt("what is over could not be cleaned up") { () throws(StorageFailure) in
            if let time = clock.due() {
                _ = try repository.write { store throws(StorageFailure) in try store.setTrustedTime(time) }
                clock.noteStored()
            }
            // Events may come faster than one step a minute deletes them. Requests get their turn between two steps.
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
        let isDone = attempt("there is no backup of the day") { () throws(StorageFailure) in
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

/// Runs the maintenanceRun of the jobs beside everything else, one at a time: the backup of a large store takes long, and a
/// signal or the watchdog waits for nothing.
final class Jobs: Sendable {
    private let worker = Worker()
    private let isBusy = Mutex(false)

    /// Unless the last round is still at it.
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

    /// Waits for the round that is at it. False where it is not done in time.
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
    /// What there was to do.
    fileprivate var fields: [Log.Field] {
        let all: [(name: StaticString, value: Int)] = [
            ("expired_pairings", expiredPairings), ("purged_pairings", purgedPairings), ("expired_peers", expiredPeers),
            ("expired_permissions", expiredPermissions), ("deleted_credentials", deletedCredentials),
            ("deleted_events", deletedEvents),
        ]
        return all.filter { $0.value > 0 }.map { ($0.name, $0.value) }
    }
}
