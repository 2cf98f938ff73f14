public import Core
public import Store

/// A store that is one SQLite file in a folder.
public struct SQLiteMaintenance: Maintenance {
    public let files: StoreFiles

    public init(_ files: StoreFiles) { self.files = files }

    public var place: String { files.database }
    public var capabilities: StoreCapabilities { [.backup, .restore, .migrateDown] }
    public var newestSchema: Int { Database.newestSchema }

    private final class Hold: StoreHold {
        private let lock: StoreLock

        init(_ lock: consuming StoreLock) { self.lock = lock }
    }

    public func lock(holder: String) throws(StorageFailure) -> any StoreHold {
        Hold(try StoreLock(files, holder: holder))
    }

    public func lastHolder() -> String? { StoreLock.lastHolder(files) }

    public func open(now: Moment) throws(StorageFailure) -> any OpenStore { try Database.open(files, now: now) }

    public func size() -> StoreSize { files.size }

    public func examine() throws(StorageFailure) -> StoreExamination { try Database.examine(files) }

    public func backUp(_ occasion: BackupOccasion, now: Moment) throws(StorageFailure) -> String {
        try Backup.make(files, occasion, now: now)
    }

    public func backUpDaily(keep kept: Int, now: Moment) throws(StorageFailure) -> String? {
        try Backup.makeDaily(files, keep: kept, now: now)
    }

    public func backups() -> [String] { BackupOccasion.allCases.flatMap { Backup.all(files, $0) } }
    public var backupPlace: String { files.backups }

    public func migrations() throws(StorageFailure) -> [MigrationStatus] { try Database.migrations(files) }
    public func migrateUp(now: Moment) throws(StorageFailure) { try Database.migrateUp(files, now: now) }

    public func migrateDown(to target: Int, now: Moment) throws(StorageFailure) {
        try Database.migrateDown(files, to: target, now: now)
    }
}
