public import API
public import Core
public import HTTPServer
import Logging
public import Store
import Synchronization
public import System

/// The shell around ``EventHub``: passes inputs in, asks the store for it, and performs its effects. All on one worker,
/// in the order in which things happened.
public final class EventStreams: Sendable {
    private let repository: any Repository
    private let output: any StreamOutput
    private let presences: Presences
    private let surroundings: LiveSurroundings
    private let worker: Worker
    private let hub = Mutex(EventHub())
    /// Whether there is no stream, so that a commit needs no work.
    private let isIdle = Atomic(true)
    /// Whether a check for new events is already queued on the worker.
    private let isAnnounced = Atomic(false)
    private let resyncCount = Atomic(0)

    public init(
        _ repository: any Repository, to output: any StreamOutput, _ presences: Presences, on worker: Worker,
        in surroundings: LiveSurroundings
    ) {
        self.repository = repository
        self.output = output
        self.presences = presences
        self.worker = worker
        self.surroundings = surroundings
    }

    /// How often a stream missed events that are no longer stored.
    public var resyncs: Int { resyncCount.load(ordering: .relaxed) }

    /// Reports that there may be new events. From any thread; never waits.
    public func announce() {
        guard !isIdle.load(ordering: .acquiring), !isAnnounced.exchange(true, ordering: .acquiringAndReleasing) else {
            return
        }
        worker.run { [self] in
            isAnnounced.store(false, ordering: .releasing)
            handle(.committed)
        }
    }

    /// Reports that a credential of this peer ended without an event.
    public func recheck(_ peer: PeerID) { post(.credentialEnded(peer)) }

    /// Adds a stream that is open or about to open. It receives the events after `cursor`, or those from now on.
    public func begin(_ stream: StreamID, for subscriber: EventSubscriber, after cursor: Int64?) {
        isIdle.store(false, ordering: .releasing)
        post(.opened(stream, subscriber, after: cursor))
    }

    /// Receives events of streams. Ignores streams that were begun elsewhere.
    public func note(_ stream: StreamID, _ event: StreamEvent) {
        switch event {
        case .text(let text):
            guard let acknowledgement = EventAcknowledgement(text) else {
                return close([stream], .policyViolation, "only acknowledgements are accepted here")
            }
            post(.acknowledged(acknowledgement.id, by: stream))
        case .binary: close([stream], .unsupportedData, "only text is accepted here")
        case .taken: post(.taken(stream))
        case .closed: post(.closed(stream))
        }
    }

    private func post(_ input: EventHub.Input) { worker.run { [self] in handle(input) } }

    /// Runs on the worker. An answer of the store is the next input.
    private func handle(_ input: EventHub.Input) {
        var next: EventHub.Input? = input
        while let input = next {
            let (effects, isIdle) = hub.withLock { hub in
                (hub.handle(input, now: surroundings.now()), hub.isIdle)
            }
            self.isIdle.store(isIdle, ordering: .releasing)
            next = nil
            // The hub asks one question at a time.
            for effect in effects { if let answer = perform(effect) { next = answer } }
        }
    }

    private func perform(_ effect: EventHub.Effect) -> EventHub.Input? {
        switch effect {
        case .ask(let question): return ask(question)
        case .greet(let stream, let welcome): greet(stream, welcome)
        case .send(let event, let streams):
            if let message = event.view.message { output.send(message, to: streams) }
        case .sendPage(let events, let stream): output.send(events.compactMap(\.view.message), inTurnTo: stream)
        case .close(let streams, let end, let last): close(streams, end.code, end.reason, last?.view.message)
        case .arrived(let peer, let key): presences.open(peer, key: key)
        case .departed(let peer, let key): presences.close(peer, key: key)
        case .expire(let peer): expire(peer)
        case .wake(let moment):
            worker.run(after: moment - surroundings.now() + .milliseconds(5)) { [weak self] in self?.handle(.woken) }
        }
        return nil
    }

    private func ask(_ question: EventQuestion) -> EventHub.Input {
        let (limits, trusted) = (surroundings.limits(), surroundings.trusted())
        do throws(StorageFailure) {
            return .answered(
                try repository.read { store throws(StorageFailure) in
                    try store.answer(question, limits: limits, trusted: trusted)
                })
        } catch {
            Log.error("events are delayed: the store could not be read", ("cause", error))
            return .unanswered
        }
    }

    private func greet(_ stream: StreamID, _ welcome: EventWelcome) {
        let greeting = Greeting(
            position: welcome.position, epoch: welcome.epoch, last: welcome.last, peer: welcome.peer,
            acknowledged: welcome.acknowledged, heartbeat: surroundings.limits().heartbeatLife, at: surroundings.now())
        if let message = greeting.connected.message { output.send(message, to: [stream]) }
        guard welcome.isMissed else { return }
        resyncCount.add(1, ordering: .relaxed)
        if let message = greeting.resync.message { output.send(message, to: [stream]) }
    }

    private func close(_ streams: [StreamID], _ code: CloseCode, _ reason: String, _ last: StreamMessage? = nil) {
        output.close(streams, code, reason: reason, last: last)
    }

    /// Ends the peer for good, so by trusted time. If only the wall clock says that the pass has expired, its streams
    /// are closed.
    private func expire(_ peer: PeerID) {
        let now = surroundings.trusted()
        repository.submit { store throws(StorageFailure) in
            try store.expirePeer(peer, now: now)
        } done: { outcome in
            if case .failure(let failure) = outcome {
                Log.error("an expired guest pass could not be saved; trying again", ("cause", failure))
            }
        }
    }
}

/// What live modules take from the running agent.
public struct LiveSurroundings: Sendable {
    let now: @Sendable () -> Moment
    /// The only clock by which things end for good.
    let trusted: @Sendable () -> Moment
    let limits: @Sendable () -> Limits

    public init(
        now: @escaping @Sendable () -> Moment, trusted: @escaping @Sendable () -> Moment,
        limits: @escaping @Sendable () -> Limits
    ) {
        self.now = now
        self.trusted = trusted
        self.limits = limits
    }
}

extension EventStreamEnd {
    fileprivate var code: CloseCode {
        switch self {
        case .revoked, .neverSent: .policyViolation
        case .permissionsChanged: .tryAgainLater
        case .storeFailed: .internalError
        }
    }

    fileprivate var reason: String {
        switch self {
        case .revoked: "token_revoked"
        case .permissionsChanged: "permissions have changed: reconnect"
        case .neverSent: "that event was never sent"
        case .storeFailed: "the store could not answer: reconnect"
        }
    }
}

extension StoredEvent {
    public var view: EventView { EventView(id: id, type: type, at: at, data: data) }
}

extension EventView {
    /// Event streams also carry number and type in their own fields.
    var message: StreamMessage? { StreamMessage(text: Array(text.utf8), id: "\(id)", event: type.rawValue) }
}
