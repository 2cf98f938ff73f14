public import Core

/// Where everything that must outlive the process is kept. One implementation is SQLite; the rules above it (which live
/// in this room and in `PairingCore`) are the same for any.
public protocol Repository: Sendable {
    /// Runs `work` as one transaction: all that it writes is durable when this returns, or none of it is there.
    ///
    /// Blocks the caller. `work` may be run more than once before one run of it is committed, so all it does is read,
    /// decide and write through the transaction.
    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result>

    /// The same without blocking; `done` is called on a thread of the store.
    func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    )

    /// Reads what is committed, beside the writer.
    func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result
}

extension Repository {
    /// Reads with work that may also refuse. A failure of the store stays one: whoever counts those sees it.
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

/// The result of a transaction, and the numbered events to tell of: they exist only once it is committed.
public struct Committed<Result: Sendable>: Sendable {
    public let result: Result
    public let events: [Event]

    public init(result: Result, events: [Event]) {
        self.result = result
        self.events = events
    }
}

/// A fact with its place in the order of all facts.
public struct Event: Hashable, Sendable {
    public let id: Int64
    public let fact: Fact

    public init(id: Int64, fact: Fact) {
        self.id = id
        self.fact = fact
    }
}

/// One consistent view of what is stored.
public protocol Snapshot {
    func pairing(_ id: PairingID) throws(StorageFailure) -> Pairing?
    func isTaken(_ id: PairingID) throws(StorageFailure) -> Bool
    func pairing(tokenHash: SecretHash) throws(StorageFailure) -> Pairing?
    func pairing(claimHash: SecretHash) throws(StorageFailure) -> Pairing?
    /// Open ones first ended first, at most `limit`.
    func openPairings(at now: Moment, limit: Int) throws(StorageFailure) -> [Pairing]
    func openPairings(dueAt now: Moment, limit: Int) throws(StorageFailure) -> [Pairing]
    func openPairings(of inviter: PeerID) throws(StorageFailure) -> [Pairing]
    func countOpenPairings(at now: Moment) throws(StorageFailure) -> Int
    func countOpenPairings(of inviter: PeerID, at now: Moment) throws(StorageFailure) -> Int

    func peer(_ id: PeerID) throws(StorageFailure) -> PeerRecord?
    func livePeer(named name: Name) throws(StorageFailure) -> PeerRecord?
    /// Live ones only unless `all`, by id, after `last`.
    func peers(after last: PeerID?, limit: Int, all: Bool) throws(StorageFailure) -> [PeerRecord]
    func livePeers(of person: Name) throws(StorageFailure) -> [PeerID]
    func livePeers(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [PeerID]
    /// Of this kind, by id, at most `limit`.
    func livePeers(of kind: PeerKind, limit: Int) throws(StorageFailure) -> [PeerRecord]
    func countLivePeers(at now: Moment) throws(StorageFailure) -> Int
    /// The peer with this key among its live keys.
    func keyHolder(_ key: PublicKey) throws(StorageFailure) -> PeerStanding?
    func keyedPeer(_ id: PeerID) throws(StorageFailure) -> KeyedPeer?
    func keys(of peer: PeerID) throws(StorageFailure) -> [KeyRecord]
    func addressHolders(_ address: HostAddress) throws(StorageFailure) -> [KeyedPeer]
    func isTaken(_ name: Name) throws(StorageFailure) -> Bool
    func isTaken(_ id: PeerID) throws(StorageFailure) -> Bool

    /// Those not taken away; some may have run out.
    func permissions(of peer: PeerID) throws(StorageFailure) -> [Permission]
    func permissions(endedBy now: Moment, limit: Int) throws(StorageFailure) -> [(peer: PeerID, scope: Scope)]
    func token(_ hash: SecretHash) throws(StorageFailure) -> TokenRecord?
    /// The oldest first; some may have run out.
    func bearerTokens(of peer: PeerID) throws(StorageFailure) -> [BearerRecord]
    /// By a live key of a peer that has not ended; whether it has run out is for the caller to see.
    func session(_ hash: SecretHash) throws(StorageFailure) -> SessionRecord?

    func areas() throws(StorageFailure) -> [Area]
    func area(_ id: AreaID) throws(StorageFailure) -> Area?
    func areas(of peer: PeerID) throws(StorageFailure) -> Set<AreaID>
    func peers(of area: AreaID) throws(StorageFailure) -> [PeerID]
    /// Those who share an area with this peer and hold `view`; with itself, where it is in any area.
    func neighbours(of peer: PeerID, at now: Moment) throws(StorageFailure) -> [PeerID]
    func isTaken(areaName name: Name) throws(StorageFailure) -> Bool

    func events(_ wish: EventWish) throws(StorageFailure) -> EventPart
    /// The highest number that was given; zero where there is none.
    func lastEvent() throws(StorageFailure) -> Int64
    /// The number from which on events are of this epoch.
    func firstEventOfEpoch() throws(StorageFailure) -> Int64
    /// The first one after this that is still kept, and when it happened.
    func event(after last: Int64) throws(StorageFailure) -> (id: Int64, at: Moment)?
    /// What others were last told of a peer's presence.
    func lastPresence(of peer: PeerID) throws(StorageFailure) -> Presence?
    /// As it was last stored; nil where no agent has run yet.
    func trustedTime() throws(StorageFailure) -> TrustedTime.Record?
    /// Moves on when a backup is restored.
    func epoch() throws(StorageFailure) -> Int64
}

/// What can be changed. Facts are kept in the same transaction as that which they tell of.
public protocol Transaction: Snapshot {
    func insert(_ pairing: Pairing) throws(StorageFailure)
    /// Fails, as a fault of the program, unless the stored pairing is still in the state of `prior`.
    func update(_ pairing: Pairing, from prior: Pairing) throws(StorageFailure)
    func deletePairings(finishedBefore moment: Moment, limit: Int) throws(StorageFailure) -> Int

    func register(_ registration: Registration) throws(StorageFailure)
    /// One without a key.
    func add(_ peer: NewPeer, at now: Moment) throws(StorageFailure)
    func rename(_ peer: PeerID, to name: Name) throws(StorageFailure)
    /// A live peer has used this key, or none; without an address where that says nothing of the peer.
    func see(_ peer: PeerID, with key: PublicKey?, at address: HostAddress?, now: Moment) throws(StorageFailure)
    /// Ends the peer and, with it, its keys, tokens, sessions and permissions. The row stays.
    func end(_ peer: PeerID, _ how: PeerEnding, by: Inviter, at now: Moment) throws(StorageFailure)

    func grant(_ permission: Permission, to peer: PeerID, at now: Moment) throws(StorageFailure)
    func endPermission(_ scope: Scope, of peer: PeerID, at now: Moment) throws(StorageFailure)
    func addToken(_ hash: SecretHash, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment)
        throws(StorageFailure)
    /// Other tokens of this key end at `moment` at the latest, but for the `spared` oldest of those that live longer.
    func shortenTokens(
        of key: PublicKey, but kept: SecretHash, to moment: Moment, sparing spared: Int) throws(StorageFailure)
    /// This token was used: those of its key that are not younger are dead.
    func endTokens(replacedBy hash: SecretHash, at now: Moment) throws(StorageFailure)
    func addBearerToken(_ hash: SecretHash, of peer: PeerID, at now: Moment, until: Moment) throws(StorageFailure)
    func deleteToken(_ hash: SecretHash) throws(StorageFailure)
    /// Of this key and purpose, at most `most` stay, the newest.
    func addSession(
        _ hash: SecretHash, for purpose: SessionPurpose, of peer: PeerID, key: PublicKey, at now: Moment, until: Moment,
        most: Int
    ) throws(StorageFailure)
    func prolongSession(_ hash: SecretHash, until: Moment) throws(StorageFailure)
    func deleteSessions(of key: PublicKey) throws(StorageFailure)
    func deleteCredentials(deadAt now: Moment, limit: Int) throws(StorageFailure) -> Int

    func insert(_ area: Area) throws(StorageFailure)
    func update(_ area: Area) throws(StorageFailure)
    func deleteArea(_ id: AreaID) throws(StorageFailure)
    func assign(_ peer: PeerID, to area: AreaID, at now: Moment) throws(StorageFailure)
    func unassign(_ peer: PeerID, from area: AreaID) throws(StorageFailure)

    func setTrustedTime(_ time: TrustedTime.Record) throws(StorageFailure)

    /// Whose deeds these are.
    func setThisNode(_ id: NodeID) throws(StorageFailure)
    func append(_ fact: Fact) throws(StorageFailure)
    func deleteEvents(before moment: Moment, limit: Int) throws(StorageFailure) -> Int
    /// The oldest of those that are more than `most`.
    func deleteEvents(beyond most: Int, limit: Int) throws(StorageFailure) -> Int
}
