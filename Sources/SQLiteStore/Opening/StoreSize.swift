import CLinux
import Glibc
public import PairingCore

/// What the files of a store say without being opened.
public struct StoreSize: Hashable, Sendable {
    /// Of the database and its log.
    public let bytes: Int64
    /// Of whatever occasion.
    public let lastBackup: Moment?

    public init(_ files: StoreFiles) {
        bytes = [files.database, files.database + "-wal"].reduce(0) { $0 + (status($1).map { Int64($0.st_size) } ?? 0) }
        let backups = Backup.Occasion.allCases.flatMap { Backup.all(files, $0) }
        lastBackup = backups.compactMap { status($0) }.map {
            Moment(milliseconds: Int64($0.st_mtim.tv_sec) * 1_000 + Int64($0.st_mtim.tv_nsec) / 1_000_000)
        }.max()
    }
}

private func status(_ path: String) -> stat? {
    var file = stat()
    return unsafe stat(path, &file) == 0 ? file : nil
}
