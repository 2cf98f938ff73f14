import Core
import HTTPServer
import Store

/// What the hub asks of the store.
enum EventQuestion: Equatable, Sendable {
    /// The next events, with who receives each.
    case news(
        after: Int64, of: [PeerID: SubscriptionDirectory.Streams], admins: Set<EventSubscriber>, at: Moment)
    /// Which of these subscribers of a peer have ended, and when the others do.
    case check(PeerID, Set<EventSubscriber>, at: Moment)
    /// Where a new stream begins. `last` is what the other streams were sent; nil if there is no other.
    case welcome(EventSubscriber, after: Int64?, last: Int64?, at: Moment)
    /// Events of the past for a stream that catches up.
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
    /// There may be more events than fit into one answer.
    var isMore = false
}

struct EventCheck: Sendable {
    /// The peer itself is over, by trusted time.
    let isOver: Bool
    let ended: [EventSubscriber]
    let ends: [Moment]
}

struct EventWelcome: Equatable, Sendable {
    /// The stream goes on after this number.
    let position: Int64
    /// Something that it should have received is gone.
    let isMissed: Bool
    let epoch: Int64
    /// The newest event that streams have been sent.
    let last: Int64
    let isValid: Bool
    /// When the subscriber ends by the clock.
    let end: Moment?
    let peer: PeerID?
    /// How far this client said that it is.
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
    /// As many events as are told after one read: requests wait for the reader meanwhile.
    private static var batch: Int { 64 }
    /// As many events of the past as are sent to one stream at once.
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
            // Presence of long ago tells nobody anything.
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
