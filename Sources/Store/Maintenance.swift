public import Core

/// Operations on a store outside of transactions: opening, copying, migrating. Each engine has one implementation.
///
/// It names a store and opens nothing by itself, so a command can use it while an agent runs.
public protocol Maintenance: Sendable {
    /// The place of the store, for people: the path of a file.
    var place: String { get }
    var capabilities: StoreCapabilities { get }
    /// The schema number of an open store.
    var newestSchema: Int { get }

    /// Keeps agents, migrations and restores apart. The lock holds as long as the returned object lives.
    ///
    /// - Parameter holder: what others read about the holder, such as `kith agent`.
    func lock(holder: String) throws(StorageFailure) -> any StoreHold
    /// The last process that took the lock, as it named itself. Only while an agent runs on this store is it known to
    /// hold the lock still.
    func lastHolder() -> String?

    /// Makes the store if there is none, and migrates an older one after a backup. Needs the lock.
    func open(now: Moment) throws(StorageFailure) -> any OpenStore

    func size() -> StoreSize

    /// Reads the store while an agent may use it, and checks it. Changes no file.
    func examine() throws(StorageFailure) -> StoreExamination

    /// Copies what is committed now, while the store is in use. Returns the place of the copy, which was checked.
    func backUp(_ occasion: BackupOccasion, now: Moment) throws(StorageFailure) -> String
    /// Makes the daily backup if there is none of the last 24 hours, and keeps the last `kept` of its kind. Returns nil
    /// if none was due. Needs the lock.
    func backUpDaily(keep kept: Int, now: Moment) throws(StorageFailure) -> String?
    /// The finished backups: by occasion, then the oldest first.
    func backups() -> [String]
    /// The place of the backups, for people.
    var backupPlace: String { get }

    /// Each migration that this program knows, in order.
    func migrations() throws(StorageFailure) -> [MigrationStatus]
    /// Applies the missing migrations, after a backup. Needs the lock.
    func migrateUp(now: Moment) throws(StorageFailure)
    /// Undoes the migrations after `target`, after a backup. Needs the lock.
    func migrateDown(to target: Int, now: Moment) throws(StorageFailure)
}

/// Holds a store until it is released: see ``Maintenance/lock(holder:)``.
public protocol StoreHold: AnyObject, Sendable {}

/// A repository that can be closed.
public protocol OpenStore: Repository {
    /// From now on, transactions sign what they change.
    func sign(as author: StatementAuthor)
    /// Finishes the waiting jobs, then closes. Refuses later ones.
    func close()
}

/// What an engine can do besides transactions. Commands check it before they start.
public struct StoreCapabilities: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// It makes and lists its own backups.
    public static let backup = StoreCapabilities(rawValue: 1 << 0)
    /// A backup can replace the store.
    public static let restore = StoreCapabilities(rawValue: 1 << 1)
    /// A migration can be undone.
    public static let migrateDown = StoreCapabilities(rawValue: 1 << 2)
}

/// Why a backup is made. How long it is kept depends on it.
public enum BackupOccasion: CaseIterable, Hashable, Sendable {
    case daily
    /// Kept until an operator removes it.
    case byHand
    case beforeMigration
    /// The store that a restore has replaced.
    case replaced
}

public struct MigrationStatus: Hashable, Sendable {
    public let number: Int
    public let name: String
    public let checksum: String
    /// Nil if it is not applied.
    public let appliedAt: Moment?
    public let microseconds: Int64?

    public init(number: Int, name: String, checksum: String, appliedAt: Moment?, microseconds: Int64?) {
        self.number = number
        self.name = name
        self.checksum = checksum
        self.appliedAt = appliedAt
        self.microseconds = microseconds
    }
}

/// What is read of a store without changing anything.
public struct StoreExamination: Hashable, Sendable {
    public let schema: Int
    public let livePeers: Int64
    /// As of the last time that an agent stored it. Nil if none has.
    public let trustedTime: Moment?
    /// The node whose store it is. Nil if no agent has run yet.
    public let node: NodeID?
    /// The peers that have not ended and have a key.
    public let devices: [ExaminedDevice]
    /// Where the tables and the signed statements say different things. Empty for a store too large to compare.
    public let rosterDifferences: [String]

    public init(
        schema: Int, livePeers: Int64, trustedTime: Moment?, node: NodeID? = nil, devices: [ExaminedDevice] = [],
        rosterDifferences: [String] = []
    ) {
        self.schema = schema
        self.livePeers = livePeers
        self.trustedTime = trustedTime
        self.node = node
        self.devices = devices
        self.rosterDifferences = rosterDifferences
    }
}

/// A peer, and where its keys were paired.
public struct ExaminedDevice: Hashable, Sendable {
    public let name: String
    public let expiresAt: Moment?
    /// For each of its keys, in the order in which they were added: the address of this node. Nil for a name.
    public let nodeAddresses: [HostAddress?]

    public init(name: String, expiresAt: Moment?, nodeAddresses: [HostAddress?]) {
        self.name = name
        self.expiresAt = expiresAt
        self.nodeAddresses = nodeAddresses
    }
}

/// The result of a restore.
public struct RestoreReport: Hashable, Sendable {
    /// The place of the store that was replaced.
    public let replaced: String?
    /// False if the present store could not be read. Then what was revoked since the backup is valid again.
    public let revocationsCarriedOver: Bool
    public let epoch: Int64
    /// False if the backup is of another node than the identity key of this folder, or if there is no key.
    public let isSameNode: Bool

    public init(replaced: String?, revocationsCarriedOver: Bool, epoch: Int64, isSameNode: Bool = true) {
        self.replaced = replaced
        self.revocationsCarriedOver = revocationsCarriedOver
        self.epoch = epoch
        self.isSameNode = isSameNode
    }
}

/// What `kith adopt` did to the store that it replaced.
public struct AdoptionReport: Hashable, Sendable {
    /// Where the database that was replaced is kept. Nil if there was none.
    public let replaced: String?
    /// The same for the identity key.
    public let replacedIdentity: String?
    /// How many live peers the new store has.
    public let livePeers: Int64

    public init(replaced: String?, replacedIdentity: String?, livePeers: Int64) {
        self.replaced = replaced
        self.replacedIdentity = replacedIdentity
        self.livePeers = livePeers
    }
}
