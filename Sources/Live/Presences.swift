public import Core
import Logging
public import Store
import Synchronization
public import System

/// Which devices are online while the agent runs. It saves what others should know, but never as a state: after a
/// restart, devices that were online have the grace time to reconnect.
public final class Presences: Sendable {
    private struct State {
        var attendance = Attendance()
        /// When the timer fires next.
        var alarm: Moment?
        /// How many streams each key has open.
        var streams: [PublicKey: Int] = [:]
        /// Peers whose presence could not be saved. It is saved again soon.
        var unsaved: Set<PeerID> = []

        mutating func open(_ peer: PeerID, _ key: PublicKey?) -> Bool {
            if let key { streams[key, default: 0] += 1 }
            return attendance.open(peer)
        }

        /// Returns whether that was the last stream of the peer, and of the key.
        mutating func close(_ peer: PeerID, _ key: PublicKey?, at now: Moment) -> (ofPeer: Bool, ofKey: Bool) {
            (attendance.close(peer, at: now), key.map { close($0) } ?? false)
        }

        private mutating func close(_ key: PublicKey) -> Bool {
            let left = streams[key, default: 1] - 1
            streams[key] = left > 0 ? left : nil
            return left == 0
        }
    }

    private static let page = 200
    private static let pauseAfterFailure = Duration.seconds(2)

    private let repository: any Repository
    private let surroundings: LiveSurroundings
    private let worker: Worker
    private let state = Mutex(State())

    public init(_ repository: any Repository, on worker: Worker, in surroundings: LiveSurroundings) {
        self.repository = repository
        self.worker = worker
        self.surroundings = surroundings
    }

    /// Reads which devices were online in the previous agent, without delaying the start.
    public func begin() { worker.run { [self] in expect(after: nil) } }

    func open(_ peer: PeerID, key: PublicKey?) {
        if state.withLock({ $0.open(peer, key) }) { save(peer) }
    }

    /// Saves the last use of a key with its last stream: once, even if a thousand close together.
    func close(_ peer: PeerID, key: PublicKey?) {
        let now = surroundings.now()
        let isLast = state.withLock { $0.close(peer, key, at: now) }
        if key == nil ? isLast.ofPeer : isLast.ofKey { see(peer, key, at: now) }
        if isLast.ofPeer { setAlarm() }
    }

    private func see(_ peer: PeerID, _ key: PublicKey?, at now: Moment) {
        repository.submit { store throws(StorageFailure) in
            try store.see(peer, with: key, at: nil, now: now)
        } done: { outcome in
            if case .failure(let failure) = outcome {
                Log.error("the last use of a key could not be saved", ("cause", failure))
            }
        }
    }

    /// Returns until when this heartbeat makes the peer online.
    public func heartbeat(_ peer: PeerID) -> Moment {
        let until = surroundings.now() + surroundings.limits().heartbeatLife
        if state.withLock({ $0.attendance.keepOnline(peer, until: until) }) { save(peer) }
        setAlarm()
        return until
    }

    public func presence(of peer: PeerRecord, at now: Moment) -> Presence {
        guard peer.isLive(at: now) else { return .offline }
        let sighting = state.withLock { $0.attendance.sighting(of: peer.id, lastSeen: peer.lastSeen, at: now) }
        return sighting.presence(at: now, limits: surroundings.limits())
    }

    public func online() -> Set<PeerID> { state.withLock { $0.attendance.online(at: surroundings.now()) } }

    /// The peer was revoked, has left or expired.
    public func end(_ peer: PeerID) {
        if state.withLock({ $0.attendance.forget(peer) }) { save(peer) }
    }

    /// Saves what is true at the time of the write: of two concurrent writes, the later may run first.
    private func save(_ peer: PeerID) {
        let now = surroundings.now()
        repository.submit { [self] store throws(StorageFailure) in
            let isHere = state.withLock { $0.attendance.knows(peer) }
            try store.notePresence(isHere ? .online : .offline, of: peer, now: now)
        } done: { [self] outcome in
            guard case .failure(let failure) = outcome else { return }
            Log.error("presence could not be saved; trying again", ("cause", failure))
            saveLater(peer)
        }
    }

    private func saveLater(_ peer: PeerID) {
        let isFirst = state.withLock { state in
            defer { state.unsaved.insert(peer) }
            return state.unsaved.isEmpty
        }
        guard isFirst else { return }
        worker.run(after: Self.pauseAfterFailure) { [weak self] in
            guard let self else { return }
            for peer in state.withLock({ state in
                defer { state.unsaved = [] }
                return state.unsaved.sorted()
            }) { save(peer) }
        }
    }

    private func setAlarm() {
        let limits = surroundings.limits()
        let next = state.withLock { state -> Moment? in
            guard let next = state.attendance.nextChange(limits: limits), state.alarm.map({ next < $0 }) ?? true else {
                return nil
            }
            state.alarm = next
            return next
        }
        guard let next else { return }
        worker.run(after: next - surroundings.now() + .milliseconds(5)) { [weak self] in self?.ring(next) }
    }

    private func ring(_ alarm: Moment) {
        let (now, limits) = (surroundings.now(), surroundings.limits())
        let gone = state.withLock { state in
            if state.alarm == alarm { state.alarm = nil }
            return state.attendance.pass(now, limits: limits)
        }
        for peer in gone { save(peer) }
        setAlarm()
    }

    /// In pages, so that requests are answered meanwhile.
    private func expect(after last: PeerID?) {
        do throws(StorageFailure) {
            let (ids, online) = try repository.read { store throws(StorageFailure) in
                let peers = try store.peers(after: last, limit: Self.page, all: false).map(\.id)
                var online: [PeerID] = []
                for peer in peers where try store.lastPresence(of: peer) == .online { online.append(peer) }
                return (peers, online)
            }
            let now = surroundings.now()
            state.withLock { state in for peer in online { state.attendance.expect(peer, from: now) } }
            if ids.count == Self.page { worker.run { [self] in expect(after: ids.last) } } else { setAlarm() }
        } catch {
            Log.error("the earlier presence could not be read; trying again", ("cause", error))
            worker.run(after: Self.pauseAfterFailure) { [weak self] in self?.expect(after: last) }
        }
    }
}
