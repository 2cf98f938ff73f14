/// The files of the store: one folder, which only its owner can read.
public struct StoreFiles: Hashable, Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    public var database: String { folder + "/kith.db" }
    public var backups: String { folder + "/backups" }
    public var lock: String { folder + "/kith.lock" }
    /// A restore is prepared here, and moved over the database when it is complete.
    var restoring: String { folder + "/kith.db.restoring" }
}

/// SQLite keeps these next to a database that is in use.
let sidecars = ["-wal", "-shm", "-journal"]
