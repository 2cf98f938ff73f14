public import Core

/// What is done with a store other than in transactions: opening it, copying it, changing its shape. Each engine has one.
///
/// It names a store and opens nothing by itself, so a command can use it while an agent runs.
public protocol Maintenance: Sendable {
    /// Where the store is, for people: the path of a file.
    var place: String { get }
    var capabilities: StoreCapabilities { get }
    /// The number of the schema that an open store has.
    var newestSchema: Int { get }

    /// Keeps agents, migrations and restores apart. It holds as long as the returned object lives.
    ///
    /// - Parameter holder: what the next one is told, such as `kith agent`.
    func lock(holder: String) throws(StorageFailure) -> any StoreHold
    /// The last process that took the lock, as it named itself. Only while an agent runs on this store is it known to
    /// hold the lock still.
    func lastHolder() -> String?

    /// Makes the store if there is none, and brings an older one up to date after a backup. Needs the lock.
    func open(now: Moment) throws(StorageFailure) -> any OpenStore

    func size() -> StoreSize

    /// Copies what is committed now, while the store is in use. Returns the place of the copy, which has been checked.
    func backUp(_ occasion: BackupOccasion, now: Moment) throws(StorageFailure) -> String
    /// Makes the backup of the day, if the last 24 hours have none, and keeps the last `kept` of its kind. Returns nil if
    /// none was due. Needs the lock.
    func backUpDaily(keep kept: Int, now: Moment) throws(StorageFailure) -> String?
    /// The finished backups: by occasion, then the oldest first.
    func backups() -> [String]
    /// Where the backups are, for people.
    var backupPlace: String { get }

    /// Each migration that this program knows, in order.
    func migrations() throws(StorageFailure) -> [MigrationStatus]
    /// Applies what is missing, after a backup. Needs the lock.
    func migrateUp(now: Moment) throws(StorageFailure)
    /// Takes back what came after `target`, after a backup. Needs the lock.
    func migrateDown(to target: Int, now: Moment) throws(StorageFailure)
}

/// Holds a store until it is released: see ``Maintenance/lock(holder:)``.
public protocol StoreHold: AnyObject, Sendable {}

/// A repository, and its end.
public protocol OpenStore: Repository {
    /// Answers what waits, then closes. What comes later is refused.
    func close()
}

/// What an engine can do beyond transactions. Commands ask before they start.
public struct StoreCapabilities: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// It makes and lists its own backups.
    public static let backup = StoreCapabilities(rawValue: 1 << 0)
    /// A backup can take the place of the store.
    public static let restore = StoreCapabilities(rawValue: 1 << 1)
    /// A migration can be taken back.
    public static let migrateDown = StoreCapabilities(rawValue: 1 << 2)
}

/// Why a backup is made. How long it is kept depends on it.
public enum BackupOccasion: CaseIterable, Hashable, Sendable {
    case daily
    /// Kept until somebody removes it.
    case byHand
    case beforeMigration
    /// What a restore has replaced.
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

/// What a restore did.
public struct RestoreReport: Hashable, Sendable {
    /// Where the store that was replaced is kept.
    public let replaced: String?
    /// False if the present store could not be read: then what was revoked since the backup is valid again.
    public let revocationsCarriedOver: Bool
    public let epoch: Int64

    public init(replaced: String?, revocationsCarriedOver: Bool, epoch: Int64) {
        self.replaced = replaced
        self.revocationsCarriedOver = revocationsCarriedOver
        self.epoch = epoch
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
