import Core
import Seeded
import Store

@testable import HTTPServer
@testable import Live

/// A hub with a settable clock, and a short way to say what happens to it.
struct HubFixture {
    var hub = EventHub()
    var now = Moment(milliseconds: 1_000_000)
    private var made: UInt32 = 0

    static let anna = Person(1), bert = Person(2)

    /// A peer with a key, as a stream knows it.
    struct Person {
        let id: PeerID
        let key: PublicKey
        let token: SecretHash

        init(_ seed: UInt64) {
            var chance = SeededGenerator(seed: seed)
            id = PeerID(at: Moment(milliseconds: 1), using: &chance)
            key = PublicKey(Octets32(using: &chance))
            token = SecretHash(Octets32(using: &chance))
        }

        var subscriber: EventSubscriber { EventSubscriber(.peer(id, by: .key(key)), receivesAll: false) }
        var byToken: EventSubscriber { EventSubscriber(.peer(id, by: .token(token)), receivesAll: false) }
        var admin: EventSubscriber { EventSubscriber(.peer(id, by: .key(key)), receivesAll: true) }
    }

    mutating func stream() -> StreamID {
        made += 1
        return StreamID(pollKey: PollKey(descriptor: Int32(made), generation: 1))
    }

    mutating func handle(_ input: EventHub.Input) -> [EventHub.Effect] { hub.handle(input, now: now) }

    /// Opens a stream that is welcomed at once.
    mutating func open(
        _ subscriber: EventSubscriber, position: Int64 = 10, last: Int64 = 10, end: Moment? = nil
    ) -> StreamID {
        let stream = stream()
        var effects = handle(.opened(stream, subscriber, after: nil))
        // The others are sent what is new first.
        while case .ask(.news)? = effects.first(where: \.isQuestion) { effects = handle(.answered(.news(EventNews()))) }
        _ = handle(.answered(.welcome(welcome(position: position, last: last, end: end))))
        return stream
    }

    func welcome(
        position: Int64 = 10, last: Int64 = 10, isMissed: Bool = false, isValid: Bool = true, end: Moment? = nil
    ) -> EventWelcome {
        EventWelcome(
            position: position, isMissed: isMissed, epoch: 1, last: last, isValid: isValid, end: end, peer: nil)
    }

    func event(_ id: Int64, _ type: EventType = .areaUpdated, of peer: PeerID? = nil) -> StoredEvent {
        StoredEvent(id: id, type: type, at: now, audience: .everyone, peer: peer, pairing: nil, data: "{}")
    }

    func news(
        _ ids: ClosedRange<Int64>, to recipients: Recipients = .everyone, isMore: Bool = false
    ) -> EventNews {
        EventNews(items: ids.map { EventNews.Item(event: event($0), recipients: recipients) }, isMore: isMore)
    }
}

extension EventHub.Effect {
    var isQuestion: Bool { if case .ask = self { true } else { false } }

    /// The numbers of the events that are sent, and to whom.
    var sent: (ids: [Int64], to: [StreamID])? {
        switch self {
        case .send(let event, let streams): ([event.id], streams.sorted { $0.pollKey.word < $1.pollKey.word })
        case .sendPage(let events, let stream): (events.map(\.id), [stream])
        default: nil
        }
    }
}

extension [EventHub.Effect] {
    var question: EventQuestion? {
        for case .ask(let question) in self { return question }
        return nil
    }

    var closed: [(streams: Set<StreamID>, end: EventStreamEnd, last: Int64?)] {
        compactMap {
            if case .close(let streams, let end, let last) = $0 { (Set(streams), end, last?.id) } else { nil }
        }
    }

    var wake: Moment? {
        for case .wake(let moment) in self { return moment }
        return nil
    }
}
