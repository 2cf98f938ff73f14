import Dispatch
import HTTPServer
import Logging
import PairingCore
import Registry
import Settings
import Synchronization
import WebInterface

/// Tells events to whoever listens: in the order of their numbers, each once.
///
/// What is told is read from the store, behind the last number that was told, and never handed over by whoever wrote it:
/// so nothing can be missed, doubled or out of order, however many threads write. All of it happens on one queue.
final class EventStreams: Sendable {
    struct Subscription {
        let listener: EventListener
        /// The last event it was sent while it is still catching up; nil from then on.
        var behindAt: Int64?
        var isAwaited = false
    }

    struct State {
        var subscriptions: [StreamID: Subscription] = [:]
        var ofPeer: [PeerID: Set<StreamID>] = [:]
        /// Of operators, and of peers that listen as these do.
        var ofAll: Set<StreamID> = []
        /// All who are not behind have been told up to here.
        var told: Int64 = 0
        /// How far clients say that they are, by their keys.
        var acknowledged: [PublicKey: Int64] = [:]
        var isPumping = false
        /// Somebody is about to listen, and is not in the list yet.
        var isWelcoming = false
        /// When the listeners of a peer are looked at next, since some are over then.
        var looks: [PeerID: Moment] = [:]
        var resyncs = 0
    }

    /// As many events of the past go at once to one who catches up; the next when it has taken these.
    static let page = 100

    let repository: any Repository
    let live: LiveSettings
    let presences: Presences
    let clock: NodeClock
    let state = Mutex(State())
    private let serving = Mutex<Server?>(nil)
    let queue = DispatchQueue(label: "kith.events")

    init(_ repository: any Repository, _ live: LiveSettings, _ presences: Presences, _ clock: NodeClock) {
        self.repository = repository
        self.live = live
        self.presences = presences
        self.clock = clock
    }

    var server: Server? { serving.withLock { $0 } }
    func serve(by server: Server) { serving.withLock { $0 = server } }

    /// Streams that somebody listens on, and how often one was told that it has missed something.
    var figures: (open: Int, resyncs: Int) { state.withLock { ($0.subscriptions.count, $0.resyncs) } }

    /// What the server has counted so far, told on its thread.
    func readMetrics(_ use: @escaping @Sendable (ServerMetrics) -> Void) { server?.readMetrics(use) }

    /// There may be something new.
    func announce() {
        let isWanted = state.withLock { state in
            guard !state.isPumping, state.isWelcoming || !state.subscriptions.isEmpty else { return false }
            state.isPumping = true
            return true
        }
        if isWanted { soon { streams throws(StorageFailure) in try streams.pump() } }
    }

    /// A credential of this peer went without an event.
    func recheck(_ peer: PeerID) {
        soon { streams throws(StorageFailure) in try streams.closeDead(of: peer) }
    }

    /// This stream is open, or about to be; it hears what came after `cursor`, or what comes from now on.
    func begin(_ stream: StreamID, for listener: EventListener, after cursor: Int64?) {
        queue.async { [self] in
            state.withLock { $0.isWelcoming = true }
            defer { state.withLock { $0.isWelcoming = false } }
            do throws(StorageFailure) { try welcome(stream, listener, after: cursor) } catch {
                Log.error("a stream could not begin", ("cause", error))
                server?.close([stream], .internalError, reason: "the store could not answer: come again")
            }
        }
    }

    /// What becomes of streams; of those of others nothing is known here.
    func note(_ stream: StreamID, _ event: StreamEvent) {
        switch event {
        case .text(let text): take(text, from: stream)
        case .binary: server?.close([stream], .unsupportedData, reason: "only text is spoken here")
        case .taken: soon { streams throws(StorageFailure) in try streams.catchUp(stream) }
        case .closed: end(stream)
        }
    }

    /// On the queue. What fails is tried again in a moment.
    func soon(_ work: @escaping @Sendable (EventStreams) throws(StorageFailure) -> Void) {
        queue.async { [self] in attempt(work) }
    }

    private func attempt(_ work: @escaping @Sendable (EventStreams) throws(StorageFailure) -> Void) {
        do throws(StorageFailure) { try work(self) } catch {
            Log.error("events wait to be told", ("cause", error))
            queue.asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in self?.attempt(work) }
        }
    }

    /// At once, for a revoked device may have a thousand of them. Where its welcome waits on the queue, its end waits behind.
    private func end(_ stream: StreamID) {
        if !forget(stream) { queue.async { [self] in _ = forget(stream) } }
    }

    /// False where it is not known.
    private func forget(_ stream: StreamID) -> Bool {
        guard let listener = state.withLock({ $0.remove(stream) }) else { return false }
        if let peer = listener.peer { presences.close(peer, key: listener.key) }
        return true
    }
}

extension EventStreams.State {
    mutating func add(_ stream: StreamID, _ subscription: EventStreams.Subscription) {
        subscriptions[stream] = subscription
        if let peer = subscription.listener.peer { ofPeer[peer, default: []].insert(stream) }
        if subscription.listener.hearsAll { ofAll.insert(stream) }
    }

    mutating func remove(_ stream: StreamID) -> EventListener? {
        guard let listener = subscriptions.removeValue(forKey: stream)?.listener else { return nil }
        ofAll.remove(stream)
        if let peer = listener.peer {
            ofPeer[peer]?.remove(stream)
            if ofPeer[peer]?.isEmpty == true { ofPeer[peer] = nil }
        }
        return listener
    }

    /// A peer that listens as operators do.
    func boss(_ stream: StreamID) -> (StreamID, EventListener)? {
        guard let listener = subscriptions[stream]?.listener, listener.peer != nil else { return nil }
        return (stream, listener)
    }

    /// Those of them that are not behind: the others will come to it.
    func current(_ hearers: Hearers) -> [StreamID] {
        let streams =
            switch hearers {
            case .everyone: Array(subscriptions.keys)
            case .peers(let peers): Array(peers.reduce(into: ofAll) { $0.formUnion(ofPeer[$1] ?? []) })
            }
        return streams.filter { subscriptions[$0]?.behindAt == nil }
    }
}
