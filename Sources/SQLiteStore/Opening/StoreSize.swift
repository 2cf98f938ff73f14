public import PairingCore
import System

/// What the files of a store say without being opened.
public struct StoreSize: Hashable, Sendable {
    /// Of the database and its log.
    public let bytes: Int64
    /// Of whatever occasion.
    public let lastBackup: Moment?

    public init(_ files: StoreFiles) {
        bytes = [files.database, files.database + "-wal"].reduce(0) { $0 + (status($1)?.bytes ?? 0) }
        let backups = Backup.Occasion.allCases.flatMap { Backup.all(files, $0) }
        lastBackup = backups.compactMap { status($0) }.map { Moment(milliseconds: $0.writtenAt) }.max()
    }
}

private func status(_ path: String) -> FileStatus? { try? Files.status(path, followingLinks: false) }
