import Core
public import Store
import System

extension StoreFiles {
    /// How large the store is, and when it was last backed up.
    public var size: StoreSize {
        let backups = BackupOccasion.allCases.flatMap { Backup.all(self, $0) }
        return StoreSize(
            bytes: [database, database + "-wal"].reduce(0) { $0 + (status($1)?.bytes ?? 0) },
            lastBackup: backups.compactMap { status($0) }.map { Moment(milliseconds: $0.writtenAt) }.max())
    }
}

private func status(_ path: String) -> FileStatus? { try? Files.status(path, followingLinks: false) }
