public import Core
import Credentials
import SQLiteStore
public import Settings
public import Store
public import System

// What `kith adopt` does in each of the two state folders.

/// The key that makes a node the one that it is.
public struct NodeIdentity: Sendable {
    private let key: SigningKey

    /// The id that others know the node by.
    public var node: NodeID { Identity.node(of: key) }
    /// What the file of the key holds.
    public var bytes: [UInt8] { Array(Identity.text(of: key).utf8) }
    /// How many bytes that are.
    public static let byteCount = 44

    /// Nil if the bytes hold no key.
    public init?(bytes: [UInt8]) {
        guard let key = Identity.key(in: String(decoding: bytes, as: UTF8.self)) else { return nil }
        self.key = key
    }

    private init(_ key: SigningKey) { self.key = key }

    /// Why a key could not be read, for people.
    public struct Failure: Error {
        public let text: String
    }

    /// Nil if the folder has no key yet.
    public static func find(in folder: String) throws(Failure) -> NodeIdentity? {
        do throws(Identity.Failure) {
            guard let key = try Identity.find(in: folder) else { return nil }
            return NodeIdentity(key)
        } catch { throw Failure(text: error.text) }
    }

    public func isSame(as other: NodeIdentity) -> Bool { constantTimeEqual(key.seed.bytes, other.key.seed.bytes) }
}

/// The state folder that a node is moved away from.
public struct OldStore: Sendable {
    private let files: StoreFiles

    public init(folder: String) { files = StoreFiles(folder: folder) }

    /// Throws unless the folder holds a node, in files of its owner, that was not moved yet.
    public func check() throws(StorageFailure) { try Adoption.check(old: files) }

    /// Keeps agents away from it, and throws while one runs.
    public func lock() throws(StorageFailure) -> any StoreHold {
        try SQLiteMaintenance(files).lock(holder: "kith adopt")
    }

    /// The numbers of its live peers. Needs the lock, as do the ones below.
    public func livePeers() throws(StorageFailure) -> [Int64] {
        try Adoption.livePeerNumbers(files, atMost: Self.mostPeers)
    }

    /// More are not compared.
    public static let mostPeers = 100_000

    /// A backup, made and checked now.
    public func copy(now: Moment) throws(StorageFailure) -> Descriptor { try Adoption.copy(files, now: now) }

    public func prepareMark(movedTo folder: String, now: Moment) throws(StorageFailure) {
        try Adoption.prepareMark(files, to: folder, now: now)
    }

    public func removePreparedMark() { Adoption.removePreparedMark(files) }

    /// From here on no agent starts in it.
    public func mark() throws(StorageFailure) { try Adoption.mark(files) }
}

extension AgentSettings {
    /// How many peers the store has that neither left nor were revoked.
    public func countLivePeers() throws(StorageFailure) -> Int64 {
        try Adoption.livePeers(StoreFiles(folder: stateFolder))
    }

    /// Whether it has live peers, and knows each of these.
    public func hasPeers(_ numbers: [Int64]) throws(StorageFailure) -> Bool {
        try Adoption.hasPeers(StoreFiles(folder: stateFolder), numbers)
    }
}

/// A node that is being moved to the store that the settings name. Needs its lock.
public struct ArrivingStore: ~Copyable {
    private let stage: Adoption.Stage

    /// More bytes are not taken.
    public static let longest = Adoption.longestDatabase

    public init(_ settings: AgentSettings) throws(StorageFailure) {
        stage = try Adoption.Stage(StoreFiles(folder: settings.stateFolder))
    }

    /// Adds to its database.
    public func write(_ bytes: [UInt8]) throws(StorageFailure) { try stage.write(bytes) }

    /// Checks it, and puts it in the place of the store and of the identity that are there.
    public func replace(identity: NodeIdentity, now: Moment) throws(StorageFailure) -> AdoptionReport {
        try stage.replace(identity: identity.bytes, now: now)
    }
}
