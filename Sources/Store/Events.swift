public import Core

/// Selects events of the history. A default value leaves nothing out.
public struct EventSearch: Hashable, Sendable {
    /// Only events with a higher number.
    public var after: Int64
    /// Only events with a lower number.
    public var before: Int64?
    /// Only events at this time or later.
    public var since: Moment?
    /// Only events before this time.
    public var until: Moment?
    /// Only events about this peer.
    public var peer: PeerID?
    /// Only events of these types. All types if it is empty.
    public var types: Set<EventType>
    /// Only events that this reader may see.
    public var reader: EventReader
    /// The last events instead of the first ones. Either way in the order in which they happened.
    public var newest: Bool
    public var limit: Int

    public init(
        after: Int64 = 0, before: Int64? = nil, since: Moment? = nil, until: Moment? = nil, peer: PeerID? = nil,
        types: Set<EventType> = [], reader: EventReader = .nodeOperator, newest: Bool = false, limit: Int
    ) {
        self.after = after
        self.before = before
        self.since = since
        self.until = until
        self.peer = peer
        self.types = types
        self.reader = reader
        self.newest = newest
        self.limit = limit
    }
}

/// The events that a search found, in the order in which they happened.
///
/// A search reads a bounded number of events, so it may find none before the end. Only if `next` is nil are there no
/// further events.
public struct FoundEvents: Hashable, Sendable {
    public let events: [StoredEvent]
    /// The number for the next search: as `after`, or as `before` if the newest were wanted.
    public let next: Int64?

    public init(events: [StoredEvent], next: Int64?) {
        self.events = events
        self.next = next
    }
}
