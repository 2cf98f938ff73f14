public import Core

/// Reads events.
public protocol EventReads {
    func events(_ search: EventSearch) throws(StorageFailure) -> FoundEvents
    /// The highest number that was given; zero where there is none.
    func lastEvent() throws(StorageFailure) -> Int64
    /// The number from which on events are of this epoch.
    func firstEventOfEpoch() throws(StorageFailure) -> Int64
    /// The first one after this that is still kept, and when it happened.
    func event(after last: Int64) throws(StorageFailure) -> (id: Int64, at: Moment)?
    /// What others were last told of a peer's presence.
    func lastPresence(of peer: PeerID) throws(StorageFailure) -> Presence?
}

/// Changes events. A fact is kept in the transaction that makes it true.
public protocol EventWrites {
    func append(_ fact: Fact) throws(StorageFailure)
    func deleteEvents(before moment: Moment, limit: Int) throws(StorageFailure) -> Int
    /// The oldest of those that are more than `most`.
    func deleteEvents(beyond most: Int, limit: Int) throws(StorageFailure) -> Int
}
