import Dispatch
import Logging
import PairingCore
import Registry
import Synchronization

// Listeners that are over by the clock: with their peer's pass, their token or their session.
extension EventStreams {
    /// No timer waits for longer: it looks, and waits anew.
    private static let longest = Duration.days(1)

    /// A guest's stream ends with its pass, and not with the next round of the jobs. One timer for all that it has open.
    func look(at peer: PeerID, by end: Moment) {
        let now = Clock.now()
        let due = min(end, now + Self.longest)
        let isSooner = state.withLock { state in
            if let known = state.looks[peer], known <= due { return false }
            state.looks[peer] = due
            return true
        }
        guard isSooner else { return }
        let left = max(.zero, due - now)
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: left.inMilliseconds) + 5)) { [weak self] in
            self?.soon { streams throws(StorageFailure) in try streams.look(at: peer, dueAt: due) }
        }
    }

    /// Ends what is over, and finds out when to look again.
    private func look(at peer: PeerID, dueAt due: Moment) throws(StorageFailure) {
        let listeners = state.withLock { state -> Set<EventListener> in
            guard state.looks[peer] == due else { return [] }
            return Set((state.ofPeer[peer] ?? []).compactMap { state.subscriptions[$0]?.listener })
        }
        let (isOver, ends) = try repository.read { store throws(StorageFailure) in
            var ends: [Moment] = []
            for listener in listeners { if let end = try listener.end(in: store) { ends.append(end) } }
            return (try store.peer(peer)?.expiresAt.isOver(at: clock.trusted()) ?? true, ends)
        }
        state.withLock { state in if state.looks[peer] == due { state.looks[peer] = nil } }
        guard !listeners.isEmpty else { return }
        // The event of that end closes them all.
        guard !isOver else { return expire(peer) }
        try closeDead(of: peer)
        let now = Clock.now()
        if let next = ends.filter({ $0 > now }).min() { look(at: peer, by: next) }
    }

    /// For good, so by trusted time. Where only the wall clock says that the pass is over, its streams are closed.
    private func expire(_ peer: PeerID) {
        let now = clock.trusted()
        repository.submit { store throws(StorageFailure) in
            try store.expirePeer(peer, now: now)
        } done: { outcome in
            if case .failure(let failure) = outcome { Log.error("a pass waits for its end", ("cause", failure)) }
        }
    }
}
