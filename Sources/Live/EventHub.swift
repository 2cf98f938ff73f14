import Core
import HTTPServer
import Store

/// Decides which stream receives which event, in what order, and when a stream ends. It performs nothing: it takes an
/// input and returns effects.
///
/// ```
///            opened ──► arriving ──welcome read──► behind ──pages taken──► live
///                          │                          │                      │
///   closed, revoked,       └──────────────────────────┴──────────────────────┴──► forgotten
///   no longer admin
/// ```
///
/// Events are read from the store, after the last number that was sent. The code that writes them never passes them on.
/// So none is missed, doubled or out of order, however many threads write. One read runs at a time.
struct EventHub {
    enum Input: Sendable {
        /// A stream opens. It wants the events after `cursor`, or those from now on.
        case opened(StreamID, EventSubscriber, after: Int64?)
        /// The store may hold new events.
        case committed
        /// A credential of this peer ended without an event.
        case credentialEnded(PeerID)
        /// The client has received the last page of past events.
        case taken(StreamID)
        case acknowledged(Int64, by: StreamID)
        case closed(StreamID)
        case answered(EventAnswer)
        /// The store could not answer the question.
        case unanswered
        /// The time of a `wake` has come.
        case woken
    }

    enum Effect: Equatable, Sendable {
        case ask(EventQuestion)
        /// `connected`, and `resync` if the stream missed events that are no longer stored.
        case greet(StreamID, EventWelcome)
        case send(StoredEvent, to: [StreamID])
        /// Asks for `taken` when the client has received them.
        case sendPage([StoredEvent], to: StreamID)
        case close([StreamID], EventStreamEnd, last: StoredEvent? = nil)
        case arrived(PeerID, PublicKey?)
        case departed(PeerID, PublicKey?)
        /// The pass of this peer has expired: save that.
        case expire(PeerID)
        case wake(at: Moment)
    }

    struct Subscription {
        let subscriber: EventSubscriber
        /// The last event that was sent to it while it catches up. Nil when it is live.
        var position: Int64?
        /// Its last message was sent, and it gets no further ones.
        var isEnding = false
    }

    private struct Arrival {
        let stream: StreamID
        let subscriber: EventSubscriber
        let cursor: Int64?
    }

    private enum Job {
        case news
        case check(PeerID)
        case welcome(StreamID)
        case page(StreamID)
    }

    private enum Phase {
        case idle
        case reading(Job)
        /// The store failed, so the next question waits.
        case resting(until: Moment)
    }

    /// No timer waits longer, because the clock may be set meanwhile.
    private static let longestWait = Duration.days(1)
    private static let restAfterFailure = Duration.seconds(1)
    /// More keys than a node has.
    static let mostAcknowledged = 4_096

    private var phase = Phase.idle
    private(set) var directory = SubscriptionDirectory()
    /// Streams that are not behind have received everything up to here.
    private(set) var sent: Int64 = 0
    private var wantsNews = false
    private var checks = WaitingList<PeerID>()
    private var pages = WaitingList<StreamID>()
    private var arrivals: [Arrival] = []
    /// The last acknowledgement of each client, by its key.
    private var acknowledged: [PublicKey: Int64] = [:]
    /// When the streams of a peer are checked next, because one of them expires then.
    private var checksDue: [PeerID: Moment] = [:]
    private var wakesAt: Moment?

    /// Whether there is no stream, so that commits need no work.
    var isIdle: Bool { directory.isEmpty && arrivals.isEmpty }

    mutating func handle(_ input: Input, now: Moment) -> [Effect] {
        var effects: [Effect] = []
        take(input, now, &effects)
        if case .resting(let end) = phase, now >= end { phase = .idle }
        if case .idle = phase, let job = nextJob(), let question = question(for: job, now) {
            phase = .reading(job)
            effects.append(.ask(question))
        }
        if let wake = nextWake(now) { effects.append(.wake(at: wake)) }
        return effects
    }

    private mutating func take(_ input: Input, _ now: Moment, _ effects: inout [Effect]) {
        switch input {
        case .opened(let stream, let subscriber, let cursor):
            arrivals.append(Arrival(stream: stream, subscriber: subscriber, cursor: cursor))
            // Events that the other streams have not received yet must not become past events for this one.
            if !directory.isEmpty { wantsNews = true }
        case .committed: if !isIdle { wantsNews = true }
        case .credentialEnded(let peer): if directory.contains(peer) { checks.add(peer) }
        case .taken(let stream): if directory[stream]?.position != nil { pages.add(stream) }
        case .acknowledged(let id, let stream): acknowledge(id, stream, &effects)
        case .closed(let stream): close(stream, &effects)
        case .answered(let answer):
            guard case .reading(let job) = phase else { return }
            phase = .idle
            use(answer, for: job, now, &effects)
        case .unanswered:
            guard case .reading(let job) = phase else { return }
            phase = .resting(until: now + Self.restAfterFailure)
            giveUp(job, &effects)
        case .woken:
            wakesAt = nil
            for (peer, due) in checksDue where due <= now {
                checksDue[peer] = nil
                checks.add(peer)
            }
        }
    }
}

// The questions to the store, and their order.
extension EventHub {
    /// New events first: a stream that arrives begins where the others are.
    private mutating func nextJob() -> Job? {
        if wantsNews {
            wantsNews = false
            if !directory.isEmpty { return .news }
        }
        if let peer = checks.next() { return .check(peer) }
        if let arrival = arrivals.first { return .welcome(arrival.stream) }
        return pages.next().map { .page($0) }
    }

    private func question(for job: Job, _ now: Moment) -> EventQuestion? {
        switch job {
        case .news: return .news(after: sent, of: directory.ofPeer, admins: Set(directory.admins.keys), at: now)
        case .check(let peer): return .check(peer, Set((directory.ofPeer[peer] ?? [:]).keys), at: now)
        case .welcome:
            guard let arrival = arrivals.first else { return nil }
            return .welcome(
                arrival.subscriber, after: arrival.cursor, last: directory.isEmpty ? nil : sent, at: now)
        case .page(let stream):
            guard let known = directory[stream], !known.isEnding, let position = known.position else { return nil }
            return .page(known.subscriber, after: position, upTo: sent, at: now)
        }
    }

    /// Keeps the question, to ask it again. An arriving stream does not wait: its client reconnects.
    private mutating func giveUp(_ job: Job, _ effects: inout [Effect]) {
        switch job {
        case .news: wantsNews = true
        case .check(let peer): checks.add(peer)
        case .page(let stream): pages.add(stream)
        case .welcome(let stream):
            guard arrivals.first?.stream == stream else { return }
            arrivals.removeFirst()
            effects.append(.close([stream], .storeFailed))
        }
    }

    private mutating func use(
        _ answer: EventAnswer, for job: Job, _ now: Moment, _ effects: inout [Effect]
    ) {
        switch (job, answer) {
        case (.news, .news(let news)): tell(news, &effects)
        case (.check(let peer), .check(let check)): use(check, of: peer, now, &effects)
        case (.welcome(let stream), .welcome(let welcome)): greet(stream, welcome, now, &effects)
        case (.page(let stream), .page(let page)):
            guard directory[stream] != nil else { return }
            directory.move(stream, to: page.next)
            effects.append(.sendPage(page.events, to: stream))
        default: preconditionFailure("this answer belongs to another question")
        }
    }
}

// What the answers mean for the streams.
extension EventHub {
    private mutating func tell(_ news: EventNews, _ effects: inout [Effect]) {
        // A revoked admin still receives the event of its end, but nothing else that is only for operators.
        for subscriber in news.ended { directory.demote(subscriber) }
        for subscriber in news.demoted { dismiss(subscriber, &effects) }
        for item in news.items {
            sent = item.event.id
            let ending = item.ended.reduce(into: Set()) { $0.formUnion(directory.streams(of: $1)) }
            let streams = directory.live(among: item.recipients).filter { !ending.contains($0) }
            if !streams.isEmpty { effects.append(.send(item.event, to: streams)) }
            end(ending, .revoked, last: item.event, &effects)
        }
        if news.isMore { wantsNews = true }
    }

    /// Its client reconnects with the permissions that its peer has now.
    private mutating func dismiss(_ subscriber: EventSubscriber, _ effects: inout [Effect]) {
        let streams = directory.streams(of: subscriber)
        for stream in streams { forget(stream, &effects) }
        if !streams.isEmpty { effects.append(.close(Array(streams), .permissionsChanged)) }
    }

    private mutating func use(
        _ check: EventCheck, of peer: PeerID, _ now: Moment, _ effects: inout [Effect]
    ) {
        guard directory.contains(peer) else { return }
        // The event of that end closes all its streams.
        if check.isOver { return effects.append(.expire(peer)) }
        let ended = check.ended.reduce(into: Set()) { $0.formUnion(directory.streams(of: $1)) }
        end(ended, .revoked, &effects)
        if let next = check.ends.filter({ $0 > now }).min() { plan(check: peer, at: next) }
    }

    private mutating func greet(
        _ stream: StreamID, _ welcome: EventWelcome, _ now: Moment, _ effects: inout [Effect]
    ) {
        // The stream may have closed while the store was asked.
        guard let arrival = arrivals.first, arrival.stream == stream else { return }
        arrivals.removeFirst()
        // The credential may have been revoked since the request.
        guard welcome.isValid else { return effects.append(.close([stream], .revoked)) }
        if directory.isEmpty { sent = welcome.last }
        let subscriber = arrival.subscriber
        directory.add(
            stream,
            Subscription(subscriber: subscriber, position: welcome.position < sent ? welcome.position : nil))
        if let peer = subscriber.peer {
            effects.append(.arrived(peer, subscriber.key))
            if let end = welcome.end { plan(check: peer, at: end) }
        }
        var welcome = welcome
        welcome.acknowledged = subscriber.key.flatMap { acknowledged[$0] }
        effects.append(.greet(stream, welcome))
        if directory[stream]?.position != nil { pages.add(stream) }
    }

    /// They stay known until they are closed: their peer is online until then.
    private mutating func end(
        _ streams: Set<StreamID>, _ reason: EventStreamEnd, last: StoredEvent? = nil, _ effects: inout [Effect]
    ) {
        guard !streams.isEmpty else { return }
        for stream in streams { directory.end(stream) }
        effects.append(.close(Array(streams), reason, last: last))
    }

    private mutating func close(_ stream: StreamID, _ effects: inout [Effect]) {
        arrivals.removeAll { $0.stream == stream }
        forget(stream, &effects)
    }

    private mutating func forget(_ stream: StreamID, _ effects: inout [Effect]) {
        guard let subscriber = directory.remove(stream) else { return }
        if let peer = subscriber.peer { effects.append(.departed(peer, subscriber.key)) }
    }

    private mutating func acknowledge(_ id: Int64, _ stream: StreamID, _ effects: inout [Effect]) {
        guard let known = directory[stream] else { return }
        guard id <= known.position ?? sent else { return end([stream], .neverSent, &effects) }
        guard let key = known.subscriber.key else { return }
        if acknowledged[key] == nil, acknowledged.count >= Self.mostAcknowledged,
            let furthestBehind = acknowledged.min(by: { $0.value < $1.value })
        {
            acknowledged[furthestBehind.key] = nil
        }
        acknowledged[key] = max(id, acknowledged[key] ?? 0)
    }
}

// Streams that expire.
extension EventHub {
    private mutating func plan(check peer: PeerID, at end: Moment) {
        checksDue[peer] = min(end, checksDue[peer] ?? end)
    }

    /// Returns nil unless an earlier wake-up than the planned one is needed.
    private mutating func nextWake(_ now: Moment) -> Moment? {
        var next = checksDue.values.min()
        if case .resting(let end) = phase { next = min(end, next ?? end) }
        guard let next = next.map({ min($0, now + Self.longestWait) }), wakesAt.map({ next < $0 }) ?? true else {
            return nil
        }
        wakesAt = next
        return next
    }
}
