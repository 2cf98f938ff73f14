public import Core
import SQLiteStore
public import Settings
public import Store
public import System

// The only place that chooses the engine of the store.

extension AgentSettings {
    private var files: StoreFiles { StoreFiles(folder: stateFolder) }

    /// For work on the store outside of transactions.
    public var maintenance: any Maintenance { SQLiteMaintenance(files) }

    /// Replaces the store with a backup. Needs the lock, and the capability `restore`. Not part of `Maintenance`,
    /// because it takes an open file, and the module Store knows no files.
    ///
    /// - Parameter opened: the same backup, opened by a user who may read it.
    public func restore(
        _ backup: String, opened: borrowing Descriptor?, now: Moment
    ) throws(StorageFailure) -> RestoreReport {
        // An agent says what is wrong with a key that cannot be read.
        let key = try? Identity.find(in: stateFolder)
        return try Restore.restore(backup, opened: opened, into: files, of: key.map { Identity.node(of: $0) }, now: now)
    }
}
