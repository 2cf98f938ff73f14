public import Core
import SQLiteStore
public import Settings
public import Store
public import System

// The one place that chooses the engine of the store.

extension AgentSettings {
    private var files: StoreFiles { StoreFiles(folder: stateFolder) }

    /// For everything that is done with the store other than in transactions.
    public var maintenance: any Maintenance { SQLiteMaintenance(files) }

    /// Puts a backup in place of the store. Needs the lock, and the capability `restore`. Not part of `Maintenance`, because
    /// it takes an open file, and the module Store knows no files.
    ///
    /// - Parameter opened: the same backup, if this user may not open it by its path.
    public func restore(
        _ backup: String, opened: borrowing Descriptor?, now: Moment
    ) throws(StorageFailure) -> RestoreReport {
        try Restore.restore(backup, opened: opened, into: files, now: now)
    }
}
