import HTTPServer
import PairingCore
import Registry
import Settings
import Synchronization
import WebInterface

// All of this runs on the queue of the streams, one after the other; only their ends come from the server's thread.
extension EventStreams {
    private static let batch = 256

    /// What is announced while it fails waits for the next attempt.
    func pump() throws(StorageFailure) {
        state.withLock { $0.isPumping = false }
        do throws(StorageFailure) { try tellNews() } catch {
            state.withLock { $0.isPumping = true }
            throw error
        }
    }

    /// Tells what is stored and not yet told.
    func tellNews() throws(StorageFailure) {
        while true {
            let (told, listening, bosses) = state.withLock { state in
                (state.told, Array(state.ofPeer.keys), state.ofAll.compactMap { state.boss($0) })
            }
            let now = Clock.now()
            let (news, demoted, over) = try repository.read { store throws(StorageFailure) in
                var (demoted, over): ([StreamID], [StreamID]) = ([], [])
                for (stream, listener) in bosses {
                    if try !listener.isGood(in: store, at: now) {
                        over.append(stream)
                    } else if try listener.hearsTooMuch(in: store, at: now) {
                        demoted.append(stream)
                    }
                }
                var news: [(event: StoredEvent, hearers: Hearers)] = []
                for event in try store.events(EventWish(after: told, limit: Self.batch)).events {
                    news.append((event, try store.hearers(of: event.audience, among: listening, at: now)))
                }
                return (news, demoted, over)
            }
            // The word of its end is for itself alone, and all that it still hears.
            state.withLock { $0.ofAll.subtract(over) }
            if !demoted.isEmpty { leaveToComeAgain(demoted) }
            for (event, hearers) in news { try tell(event, hearers) }
            guard news.count == Self.batch else { return }
        }
    }

    /// They come back as what they are now.
    private func leaveToComeAgain(_ streams: [StreamID]) {
        for stream in streams {
            if let listener = state.withLock({ $0.remove(stream) }), let peer = listener.peer {
                presences.close(peer, key: listener.key)
            }
        }
        server?.close(streams, .tryAgainLater, reason: "permissions have changed: come again")
    }

    private func tell(_ event: StoredEvent, _ hearers: Hearers) throws(StorageFailure) {
        let dead = event.type == .tokenRevoked ? try dead(of: event.peer) : []
        let streams = state.withLock { state in
            state.told = event.id
            return state.current(hearers)
        }
        guard !streams.isEmpty || !dead.isEmpty, let message = event.view.message else { return }
        server?.send(message, to: dead.isEmpty ? streams : streams.filter { !dead.contains($0) })
        // With the event as the last word, whatever else waits for them.
        if !dead.isEmpty { server?.close(Array(dead), .policyViolation, reason: Self.revoked, last: message) }
    }

    private static let revoked = "token_revoked"

    /// Streams of this peer that are not good any more.
    private func dead(of peer: PeerID?) throws(StorageFailure) -> Set<StreamID> {
        guard let peer else { return [] }
        // Many streams are opened by one credential, which is looked up once.
        let streams = state.withLock { state in
            Dictionary(grouping: state.ofPeer[peer] ?? []) { state.subscriptions[$0]?.listener }
        }
        let now = Clock.now()
        return try repository.read { store throws(StorageFailure) in
            var dead: Set<StreamID> = []
            for case (let listener?, let streams) in streams where try !listener.isGood(in: store, at: now) {
                dead.formUnion(streams)
            }
            return dead
        }
    }

    /// A credential of this peer went, and that is no event.
    func closeDead(of peer: PeerID) throws(StorageFailure) {
        let dead = try dead(of: peer)
        if !dead.isEmpty { server?.close(Array(dead), .policyViolation, reason: Self.revoked) }
    }

    func welcome(_ stream: StreamID, _ listener: EventListener, after cursor: Int64?) throws(StorageFailure) {
        let isFirst = state.withLock { $0.subscriptions.isEmpty }
        // What happened while nobody listened is nobody's news.
        if isFirst {
            let last = try repository.read { store throws(StorageFailure) in try store.lastEvent() }
            state.withLock { $0.told = last }
        } else {
            try tellNews()
        }
        let told = state.withLock { $0.told }
        let (limits, now) = (live.limits, Clock.now())
        let (resumption, epoch, isGood, end) = try repository.read { store throws(StorageFailure) in
            (
                try store.resumption(after: cursor, last: told, now: now, limits: limits), try store.epoch(),
                try listener.isGood(in: store, at: now), try listener.end(in: store)
            )
        }
        // It was revoked since it asked.
        guard isGood else {
            server?.close([stream], .policyViolation, reason: Self.revoked)
            return
        }
        if let peer = listener.peer {
            // Before its end can be heard of, which is taken notice of from the greeting on.
            presences.open(peer, key: listener.key)
            if let end { look(at: peer, by: end) }
        }
        greet(stream, listener, resumption, epoch: epoch, told: told, now: now)
        try catchUp(stream)
    }

    private func greet(
        _ stream: StreamID, _ listener: EventListener, _ resumption: Resumption, epoch: Int64, told: Int64, now: Moment
    ) {
        let (position, isMissed) =
            switch resumption {
            case .from(let cursor): (cursor, false)
            case .missed(let last): (last, true)
            }
        let acknowledged = state.withLock { state in
            state.add(stream, Subscription(listener: listener, behindAt: position < told ? position : nil))
            if isMissed { state.resyncs += 1 }
            return listener.key.flatMap { state.acknowledged[$0] }
        }
        let greeting = Greeting(
            position: position, epoch: epoch, last: told, peer: listener.peer, acknowledged: acknowledged,
            heartbeat: live.limits.heartbeatLife, at: now)
        if let message = greeting.connected.message { server?.send(message, to: [stream]) }
        if isMissed, let message = greeting.resync.message { server?.send(message, to: [stream]) }
    }

    /// Sends the next page of what it has missed; with the last, it belongs to the others.
    func catchUp(_ stream: StreamID) throws(StorageFailure) {
        let (known, told) = state.withLock { ($0.subscriptions[stream], $0.told) }
        guard let known, let position = known.behindAt else { return }
        let now = Clock.now()
        let part = try repository.read { store throws(StorageFailure) in
            let listener = try known.listener.listener(in: store, at: now)
            return try store.events(EventWish(after: position, before: told + 1, listener: listener, limit: Self.page))
        }
        state.withLock { $0.subscriptions[stream]?.behindAt = part.next }
        let oldestPresence = now - live.limits.presenceEventsResume
        let messages = part.events.filter { $0.type != .presenceChanged || $0.at >= oldestPresence }
        server?.send(messages.compactMap(\.view.message), inTurnTo: stream)
    }
}

// What clients say.
extension EventStreams {
    /// On the server's thread.
    func take(_ text: [UInt8], from stream: StreamID) {
        guard let acknowledgement = EventAcknowledgement(text) else {
            server?.close([stream], .policyViolation, reason: "only acknowledgements are taken here")
            return
        }
        let isSensible = state.withLock { state in
            guard let subscription = state.subscriptions[stream] else { return true }
            guard acknowledgement.id <= subscription.behindAt ?? state.told else { return false }
            guard let key = subscription.listener.key else { return true }
            // As many as there can be keys; one more is not worth anything to anybody.
            if state.acknowledged.count < Self.mostAcknowledged || state.acknowledged[key] != nil {
                state.acknowledged[key] = max(acknowledgement.id, state.acknowledged[key] ?? 0)
            }
            return true
        }
        if !isSensible { server?.close([stream], .policyViolation, reason: "that was never sent") }
    }

    private static let mostAcknowledged = 4_096
}

extension StoredEvent {
    var view: EventView { EventView(id: id, type: type, at: at, data: data) }
}

extension EventView {
    /// With its number and type beside it, for event streams.
    var message: StreamMessage? { StreamMessage(text: Array(text.utf8), id: "\(id)", event: type.rawValue) }
}
