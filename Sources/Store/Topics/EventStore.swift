public import Core

/// Reads events.
public protocol EventReads {
    func events(_ search: EventSearch) throws(StorageFailure) -> FoundEvents
    /// The highest number that was ever given. Zero if there is none.
    func lastEvent() throws(StorageFailure) -> Int64
    /// The first event number of this epoch.
    func firstEventOfEpoch() throws(StorageFailure) -> Int64
    /// The first stored event after this one, and when it happened.
    func event(after last: Int64) throws(StorageFailure) -> (id: Int64, at: Moment)?
    /// The last presence of a peer that others have received.
    func lastPresence(of peer: PeerID) throws(StorageFailure) -> Presence?
}

/// Changes events. A fact is stored in the transaction that makes it true.
public protocol EventWrites {
    func append(_ fact: Fact) throws(StorageFailure)
    func deleteEvents(before moment: Moment, limit: Int) throws(StorageFailure) -> Int
    /// Deletes the oldest events beyond `most`.
    func deleteEvents(beyond most: Int, limit: Int) throws(StorageFailure) -> Int
}
