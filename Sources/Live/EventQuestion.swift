import Core
import HTTPServer
import Store

/// A question of the hub to the store.
enum EventQuestion: Equatable, Sendable {
    /// The next events, with their recipients.
    case news(
        after: Int64, of: [PeerID: SubscriptionDirectory.Streams], admins: Set<EventSubscriber>, at: Moment)
    /// Which of these subscribers of a peer have ended, and when the others do.
    case check(PeerID, Set<EventSubscriber>, at: Moment)
    /// Where a new stream begins. `last` is the last event that the other streams received. Nil if there are none.
    case welcome(EventSubscriber, after: Int64?, last: Int64?, at: Moment)
    /// Past events for a stream that catches up.
    case page(EventSubscriber, after: Int64, upTo: Int64, at: Moment)
}

enum EventAnswer: Sendable {
    case news(EventNews)
    case check(EventCheck)
    case welcome(EventWelcome)
    case page(FoundEvents)
}

struct EventNews: Sendable {
    struct Item: Sendable {
        let event: StoredEvent
        let recipients: Recipients
        /// Subscribers whose credential this event ended.
        var ended: [EventSubscriber] = []
    }

    var items: [Item] = []
    /// Admins whose credential is no longer valid.
    var ended: [EventSubscriber] = []
    /// Peers that no longer hold `admin`.
    var demoted: [EventSubscriber] = []
    /// Whether there may be more events than one answer holds.
    var isMore = false
}

struct EventCheck: Sendable {
    /// Whether the peer itself has expired, by trusted time.
    let isOver: Bool
    let ended: [EventSubscriber]
    let ends: [Moment]
}

struct EventWelcome: Equatable, Sendable {
    /// The stream continues after this number.
    let position: Int64
    /// Whether events that it should have received are no longer stored.
    let isMissed: Bool
    let epoch: Int64
    /// The newest event that streams have received.
    let last: Int64
    let isValid: Bool
    /// When the subscriber expires.
    let end: Moment?
    let peer: PeerID?
    /// The last number that this client acknowledged.
    var acknowledged: Int64?
}

/// Why the hub ends a stream.
enum EventStreamEnd: Equatable, Sendable {
    case revoked
    case permissionsChanged
    case neverSent
    case storeFailed
}

extension Snapshot {
    /// The most events of one read: requests wait for the reader meanwhile.
    private static var batch: Int { 64 }
    /// The most past events that are sent to one stream at once.
    private static var page: Int { 100 }

    /// Answers from one consistent view.
    func answer(_ question: EventQuestion, limits: Limits, trusted: Moment) throws(StorageFailure) -> EventAnswer {
        switch question {
        case .news(let last, let subscribers, let admins, let now):
            return .news(try news(after: last, of: subscribers, admins, now))
        case .check(let peer, let subscribers, let now):
            var (ended, ends): ([EventSubscriber], [Moment]) = ([], [])
            for subscriber in subscribers {
                if try !isValid(subscriber, at: now) { ended.append(subscriber) }
                if let end = try end(of: subscriber) { ends.append(end) }
            }
            let isOver = try self.peer(peer)?.expiresAt.isOver(at: trusted) ?? true
            return .check(EventCheck(isOver: isOver, ended: ended, ends: ends))
        case .welcome(let subscriber, let cursor, let sent, let now):
            let last: Int64 = if let sent { sent } else { try lastEvent() }
            let resumption = try resumption(after: cursor, last: last, now: now, limits: limits)
            let isMissed = if case .missed = resumption { true } else { false }
            return .welcome(
                EventWelcome(
                    position: resumption.position, isMissed: isMissed, epoch: try epoch(), last: last,
                    isValid: try isValid(subscriber, at: now), end: try end(of: subscriber), peer: subscriber.peer))
        case .page(let subscriber, let position, let last, let now):
            let query = EventSearch(
                after: position, before: last + 1, reader: try reader(subscriber, at: now), limit: Self.page)
            let part = try events(query)
            // Old presence events are useless to clients.
            let oldest = now - limits.presenceEventsResume
            return .page(
                FoundEvents(
                    events: part.events.filter { $0.type != .presenceChanged || $0.at >= oldest }, next: part.next))
        }
    }

    private func news(
        after last: Int64, of subscribers: [PeerID: SubscriptionDirectory.Streams], _ admins: Set<EventSubscriber>,
        _ now: Moment
    ) throws(StorageFailure) -> EventNews {
        var news = EventNews()
        for admin in admins {
            if try !isValid(admin, at: now) {
                news.ended.append(admin)
            } else if try receivesTooMuch(admin, at: now) {
                news.demoted.append(admin)
            }
        }
        let subscribed = Array(subscribers.keys)
        for event in try events(EventSearch(after: last, limit: Self.batch)).events {
            var item = EventNews.Item(
                event: event, recipients: try recipients(of: event.audience, among: subscribed, at: now))
            if event.type == .tokenRevoked, let peer = event.peer {
                for subscriber in (subscribers[peer] ?? [:]).keys where try !isValid(subscriber, at: now) {
                    item.ended.append(subscriber)
                }
            }
            news.items.append(item)
        }
        news.isMore = news.items.count == Self.batch
        return news
    }
}

extension Resumption {
    fileprivate var position: Int64 {
        switch self {
        case .from(let cursor): cursor
        case .missed(let last): last
        }
    }
}
