public import Core

/// Selects events of the history. A default value leaves nothing out.
public struct EventSearch: Hashable, Sendable {
    /// Those with a higher number.
    public var after: Int64
    /// Those with a lower number.
    public var before: Int64?
    /// Those that happened at this time or later.
    public var since: Moment?
    /// Those that happened before this time.
    public var until: Moment?
    /// Those that tell of this peer.
    public var peer: PeerID?
    /// Those of these types; of any where there are none.
    public var types: Set<EventType>
    /// Those that concern this one.
    public var reader: EventReader
    /// The last of them rather than the first. In the order in which they happened, either way.
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

/// The events that a search found, in the order in which it happened.
///
/// A search looks at a bounded number of events, so it may find none and still not be at the end: only where `next` is
/// nil is there no more.
public struct FoundEvents: Hashable, Sendable {
    public let events: [StoredEvent]
    /// The number from which to go on: as `after`, or as `before` where the newest were asked for.
    public let next: Int64?

    public init(events: [StoredEvent], next: Int64?) {
        self.events = events
        self.next = next
    }
}
