public import Core

/// Keeps everything that must outlive the process. An engine implements it, and the protocols that make up
/// `Transaction`. The rules, in this module and in Core, are the same for every engine.
public protocol Repository: Sendable {
    /// Runs `work` as one transaction: when it returns, all of its writes are durable, or none is stored.
    ///
    /// Blocks the caller. `work` may run more than once before one run is committed, so it only reads, decides and
    /// writes through the transaction.
    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result>

    /// The same without blocking. `done` is called on a thread of the store.
    func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    )

    /// Reads what is committed, at the same time as the writer.
    func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result

    /// How many commits there were in this process. It grows before the commit is answered: what was read since is what
    /// is stored.
    var commits: UInt64 { get }
}

extension Repository {
    /// Reads with work that may also refuse. A failure of the store stays a failure, so that it is counted.
    public func read<Result: Sendable>(orRefuse work: (any Snapshot) throws -> Result) throws -> Result {
        let outcome = try read { store throws(StorageFailure) -> Swift.Result<Result, any Error> in
            do { return .success(try work(store)) } catch {
                if let failure = error as? StorageFailure { throw failure }
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

/// The result of a transaction, and its numbered events. They exist only after the commit.
public struct Committed<Result: Sendable>: Sendable {
    public let result: Result
    public let events: [Event]

    public init(result: Result, events: [Event]) {
        self.result = result
        self.events = events
    }
}

/// A fact with its number in the order of all facts.
public struct Event: Hashable, Sendable {
    public let id: Int64
    public let fact: Fact

    public init(id: Int64, fact: Fact) {
        self.id = id
        self.fact = fact
    }
}

/// One consistent view of the store.
public protocol Snapshot: PairingReads, PeerReads, CredentialReads, AppPasswordReads, AreaReads, ServiceReads,
    EventReads, StatementReads, NodeReads
{}

/// A view that can be changed. Either all changes of one transaction are stored, or none.
public protocol Transaction: Snapshot, PairingWrites, PeerWrites, CredentialWrites, AppPasswordWrites, AreaWrites,
    ServiceWrites, EventWrites, StatementWrites, NodeWrites
{}
