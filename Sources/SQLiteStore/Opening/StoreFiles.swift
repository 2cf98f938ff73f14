/// The files of the store: one folder, which only its owner can read.
public struct StoreFiles: Hashable, Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    public var database: String { folder + "/kith.db" }
    public var backups: String { folder + "/backups" }
    public var lock: String { folder + "/kith.lock" }
    /// A restore is prepared here, and moved over the database when it is complete.
    var restoring: String { folder + "/kith.db.restoring" }
    /// The key that the node is known by.
    public var identity: String { folder + "/identity.key" }
    /// What `kith adopt` leaves in a folder whose node it has moved.
    public var moved: String { folder + "/moved" }
    /// The node that `kith adopt` has brought: whole, and about to take its place.
    var adopting: String { folder + "/adopting" }
    /// The same while it is being written.
    var staging: String { folder + "/adopting.partial" }
}

/// SQLite keeps these next to a database that is in use.
let sidecars = ["-wal", "-shm", "-journal"]
