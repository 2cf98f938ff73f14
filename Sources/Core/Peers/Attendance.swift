/// Who is here. A peer is while it has a stream, or has sent a heartbeat a short while ago; then it is away for the grace
/// time, and then gone. Only coming and going are news.
public struct Attendance: Sendable {
    private struct Entry {
        var streams = 0
        /// By its last heartbeat.
        var hereUntil: Moment?
        /// When it was last known to be here; it is away, or gone.
        var lostAt: Moment?
    }

    private var entries: [PeerID: Entry] = [:]

    public init() {}

    /// It has opened a stream. True where that is news.
    public mutating func open(_ peer: PeerID) -> Bool {
        let isNews = entries[peer] == nil
        entries[peer, default: Entry()].streams += 1
        entries[peer]?.lostAt = nil
        return isNews
    }

    /// It has lost one. True where that was the last, and its grace time begins.
    public mutating func close(_ peer: PeerID, at now: Moment) -> Bool {
        guard let entry = entries[peer], entry.streams > 0 else { return false }
        entries[peer]?.streams -= 1
        guard entry.streams == 1, entry.hereUntil == nil else { return false }
        entries[peer]?.lostAt = now
        return true
    }

    /// It is here for this long, whether it says more or not. True where that is news.
    public mutating func hear(_ peer: PeerID, until moment: Moment) -> Bool {
        let isNews = entries[peer] == nil
        entries[peer, default: Entry()].hereUntil = moment
        entries[peer]?.lostAt = nil
        return isNews
    }

    /// Others were told that it is here, by a process that is gone: from now on it has the grace time to come back.
    public mutating func expect(_ peer: PeerID, from now: Moment) {
        if entries[peer] == nil { entries[peer] = Entry(lostAt: now) }
    }

    /// To others it is here: it may be away, and come back within its grace time.
    public func knows(_ peer: PeerID) -> Bool { entries[peer] != nil }

    /// It has ended. True where others think that it is here.
    public mutating func forget(_ peer: PeerID) -> Bool { entries.removeValue(forKey: peer) != nil }

    /// Those whose grace time is over; they are no longer known.
    public mutating func pass(_ now: Moment, limits: Limits) -> [PeerID] {
        for (peer, entry) in entries where entry.hereUntil.isOver(at: now) {
            entries[peer]?.hereUntil = nil
            if entry.streams == 0 { entries[peer]?.lostAt = entry.hereUntil }
        }
        // Clocks get set back, and nobody was lost in the future, or said to be here for longer than a heartbeat counts.
        let latest = now + limits.heartbeatLife
        for (peer, entry) in entries {
            if let lost = entry.lostAt, lost > now { entries[peer]?.lostAt = now }
            if let until = entry.hereUntil, until > latest { entries[peer]?.hereUntil = latest }
        }
        let gone = entries.filter { ($0.value.lostAt.map { $0 + limits.presenceGrace }).isOver(at: now) }.keys
        for peer in gone { entries[peer] = nil }
        return gone.sorted()
    }

    /// When ``pass(_:limits:)`` will next have something to say.
    public func nextChange(limits: Limits) -> Moment? {
        entries.values.compactMap { entry in
            entry.hereUntil ?? entry.lostAt.map { $0 + limits.presenceGrace }
        }.min()
    }

    /// What is known of its presence; the rest is derived from when it was last seen.
    public func sighting(of peer: PeerID, lastSeen: Moment, at now: Moment) -> Sighting {
        guard let entry = entries[peer] else { return Sighting(isConnected: false, lastSeen: lastSeen) }
        let isHere = entry.streams > 0 || entry.hereUntil.map { now < $0 } ?? false
        let lost = entry.lostAt ?? entry.hereUntil ?? lastSeen
        return Sighting(isConnected: isHere, lastSeen: max(lost, lastSeen))
    }

    /// Those who are here.
    public func online(at now: Moment) -> Set<PeerID> {
        Set(entries.filter { $0.value.streams > 0 || $0.value.hereUntil.map { now < $0 } ?? false }.keys)
    }
}
