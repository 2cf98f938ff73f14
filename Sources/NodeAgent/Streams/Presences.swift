import Dispatch
import Logging
import PairingCore
import Registry
import Settings
import Synchronization

/// Who is here, kept while the agent runs, and told where it changes. Nothing of it is stored as a state: after a restart
/// whoever was here has the grace time to come back.
final class Presences: Sendable {
    private struct Book {
        var attendance = Attendance()
        /// When the timer rings next.
        var alarm: Moment?
        /// How many streams each key has open.
        var streams: [PublicKey: Int] = [:]
        /// Nothing is written or waited for any longer.
        var isStopped = false

        mutating func open(_ peer: PeerID, _ key: PublicKey?) -> Bool {
            if let key { streams[key, default: 0] += 1 }
            return attendance.open(peer)
        }

        /// Whether that was the last of the peer, and of the key.
        mutating func close(_ peer: PeerID, _ key: PublicKey?, at now: Moment) -> (ofPeer: Bool, ofKey: Bool) {
            (attendance.close(peer, at: now), key.map { close($0) } ?? false)
        }

        private mutating func close(_ key: PublicKey) -> Bool {
            let left = streams[key, default: 1] - 1
            streams[key] = left > 0 ? left : nil
            return left == 0
        }
    }

    private let repository: any Repository
    private let live: LiveSettings
    private let book = Mutex(Book())
    private let queue = DispatchQueue(label: "kith.presence")

    init(_ repository: any Repository, _ live: LiveSettings) {
        self.repository = repository
        self.live = live
    }

    /// Looks up whom the agent before this one has called online, without holding up the start.
    func begin() { queue.async { [self] in expect(after: nil) } }

    /// Before the store closes.
    func stop() { book.withLock { $0.isStopped = true } }

    private var isStopped: Bool { book.withLock { $0.isStopped } }

    func open(_ peer: PeerID, key: PublicKey?) {
        if book.withLock({ $0.open(peer, key) }) { tell(of: peer) }
    }

    /// When a key was last here is written down with the last of its streams: of a thousand that close at once, once.
    func close(_ peer: PeerID, key: PublicKey?) {
        let now = Clock.now()
        let isLast = book.withLock { $0.close(peer, key, at: now) }
        if key == nil ? isLast.ofPeer : isLast.ofKey { see(peer, key, at: now) }
        if isLast.ofPeer { setAlarm() }
    }

    private func see(_ peer: PeerID, _ key: PublicKey?, at now: Moment) {
        guard !isStopped else { return }
        repository.submit { store throws(StorageFailure) in
            try store.see(peer, with: key, at: nil, now: now)
        } done: { outcome in
            if case .failure(let failure) = outcome { Self.complain(failure) }
        }
    }

    /// Until when it counts as online.
    func hear(_ peer: PeerID) -> Moment {
        let until = Clock.now() + live.limits.heartbeatLife
        if book.withLock({ $0.attendance.hear(peer, until: until) }) { tell(of: peer) }
        setAlarm()
        return until
    }

    func presence(of peer: PeerRecord, at now: Moment) -> Presence {
        guard peer.isLive(at: now) else { return .offline }
        let sighting = book.withLock { $0.attendance.sighting(of: peer.id, lastSeen: peer.lastSeen, at: now) }
        return sighting.presence(at: now, limits: live.limits)
    }

    func online() -> Set<PeerID> { book.withLock { $0.attendance.online(at: Clock.now()) } }

    /// It was revoked, has left or is over.
    func end(_ peer: PeerID) {
        if book.withLock({ $0.attendance.forget(peer) }) { tell(of: peer) }
    }

    /// What is true when it is written: of two that are on their way the later may be written first.
    private func tell(of peer: PeerID) {
        guard !isStopped else { return }
        let now = Clock.now()
        repository.submit { [self] store throws(StorageFailure) in
            let isHere = book.withLock { $0.attendance.knows(peer) }
            try store.notePresence(isHere ? .online : .offline, of: peer, now: now)
        } done: { outcome in
            if case .failure(let failure) = outcome { Self.complain(failure) }
        }
    }

    private func setAlarm() {
        let limits = live.limits
        let next = book.withLock { book -> Moment? in
            guard !book.isStopped, let next = book.attendance.nextChange(limits: limits),
                book.alarm.map({ next < $0 }) ?? true
            else {
                return nil
            }
            book.alarm = next
            return next
        }
        guard let next else { return }
        let left = max(.zero, next - Clock.now())
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: left.inMilliseconds) + 5)) { [weak self] in
            self?.ring(next)
        }
    }

    private func ring(_ alarm: Moment) {
        let limits = live.limits
        let gone = book.withLock { book in
            if book.alarm == alarm { book.alarm = nil }
            return book.attendance.pass(Clock.now(), limits: limits)
        }
        for peer in gone { tell(of: peer) }
        setAlarm()
    }

    private static let page = 200

    /// In pages, so that requests are answered meanwhile.
    private func expect(after last: PeerID?) {
        guard !isStopped else { return }
        do throws(StorageFailure) {
            let (ids, online) = try repository.read { store throws(StorageFailure) in
                let peers = try store.peers(after: last, limit: Self.page, all: false).map(\.id)
                var online: [PeerID] = []
                for peer in peers where try store.lastPresence(of: peer) == .online { online.append(peer) }
                return (peers, online)
            }
            let now = Clock.now()
            book.withLock { book in for peer in online { book.attendance.expect(peer, from: now) } }
            if ids.count == Self.page { queue.async { [self] in expect(after: ids.last) } } else { setAlarm() }
        } catch { Self.complain(error) }
    }

    private static func complain(_ failure: StorageFailure) {
        Log.error("who is here could not be written down", ("cause", failure))
    }
}
