import Dispatch
import Logging
import PairingCore
import Registry
import SQLiteStore
import Synchronization

/// One round. False where not all of it was done.
func runJobs(on repository: any Repository, _ files: StoreFiles, _ limits: Limits) -> Bool {
    let now = Clock.now()
    do throws(StorageFailure) {
        let done = try repository.write { transaction throws(StorageFailure) in
            try transaction.clean(now: now, limits: limits)
        }
        if !done.result.isEmpty { Log.info("cleaned up", done.result.fields) }
        if let backup = try Backup.makeDaily(files, keep: limits.backupsKept, now: now) {
            Log.info("backed up", ("file", LogText.path(backup)))
        }
        return true
    } catch {
        Log.error("the jobs are put off", ("cause", error))
        return false
    }
}

/// Runs the rounds of the jobs beside everything else, one at a time: the backup of a large store takes long, and a
/// signal or the watchdog waits for nothing.
final class Jobs: Sendable {
    private let queue = DispatchQueue(label: "kith.jobs")
    private let isBusy = Mutex(false)

    /// Unless the last round is still at it.
    func run(_ round: @escaping @Sendable () -> Void) {
        let begins = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard begins else { return }
        queue.async { [self] in
            round()
            isBusy.withLock { $0 = false }
        }
    }

    /// Waits for the round that is at it. False where it is not done in time.
    @discardableResult
    func finish(within patience: Duration) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        return done.wait(timeout: .now() + .milliseconds(Int(patience / .milliseconds(1)))) == .success
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
