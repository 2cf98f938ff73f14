/// Which peers are online. A peer is online while it has a stream, or has sent a heartbeat a short time ago. Then it is
/// away for the grace time, and then offline. Only arriving and leaving are reported.
public struct Attendance: Sendable {
    private struct Entry {
        var streams = 0
        /// Set by its last heartbeat.
        var hereUntil: Moment?
        /// When it was last known to be online. It is away, or offline.
        var lostAt: Moment?
    }

    private var entries: [PeerID: Entry] = [:]

    public init() {}

    /// The peer has opened a stream. Returns true if it was offline before.
    public mutating func open(_ peer: PeerID) -> Bool {
        let isNews = entries[peer] == nil
        entries[peer, default: Entry()].streams += 1
        entries[peer]?.lostAt = nil
        return isNews
    }

    /// The peer has lost a stream. Returns true if that was its last one, so that its grace time begins.
    public mutating func close(_ peer: PeerID, at now: Moment) -> Bool {
        guard let entry = entries[peer], entry.streams > 0 else { return false }
        entries[peer]?.streams -= 1
        guard entry.streams == 1, entry.hereUntil == nil else { return false }
        entries[peer]?.lostAt = now
        return true
    }

    /// The peer is online for this long, even if it sends nothing. Returns true if it was offline before.
    public mutating func keepOnline(_ peer: PeerID, until moment: Moment) -> Bool {
        let isNews = entries[peer] == nil
        entries[peer, default: Entry()].hereUntil = moment
        entries[peer]?.lostAt = nil
        return isNews
    }

    /// An agent that has ended reported this peer as online. From now on it has the grace time to reconnect.
    public mutating func expect(_ peer: PeerID, from now: Moment) {
        if entries[peer] == nil { entries[peer] = Entry(lostAt: now) }
    }

    /// Whether others see the peer as online or away.
    public func knows(_ peer: PeerID) -> Bool { entries[peer] != nil }

    /// The peer has ended. Returns true if others saw it as online or away.
    public mutating func forget(_ peer: PeerID) -> Bool { entries.removeValue(forKey: peer) != nil }

    /// Returns and removes peers whose grace time has passed.
    public mutating func pass(_ now: Moment, limits: Limits) -> [PeerID] {
        for (peer, entry) in entries where entry.hereUntil.isOver(at: now) {
            entries[peer]?.hereUntil = nil
            if entry.streams == 0 { entries[peer]?.lostAt = entry.hereUntil }
        }
        // A clock may be set back: no peer was lost in the future, or is online for longer than a heartbeat lasts.
        let latest = now + limits.heartbeatLife
        for (peer, entry) in entries {
            if let lost = entry.lostAt, lost > now { entries[peer]?.lostAt = now }
            if let until = entry.hereUntil, until > latest { entries[peer]?.hereUntil = latest }
        }
        let gone = entries.filter { ($0.value.lostAt.map { $0 + limits.presenceGrace }).isOver(at: now) }.keys
        for peer in gone { entries[peer] = nil }
        return gone.sorted()
    }

    /// When ``pass(_:limits:)`` will next return a peer.
    public func nextChange(limits: Limits) -> Moment? {
        entries.values.compactMap { entry in
            entry.hereUntil ?? entry.lostAt.map { $0 + limits.presenceGrace }
        }.min()
    }

    /// What its presence is derived from, together with when it was last seen.
    public func sighting(of peer: PeerID, lastSeen: Moment, at now: Moment) -> Sighting {
        guard let entry = entries[peer] else { return Sighting(isConnected: false, lastSeen: lastSeen) }
        let isHere = entry.streams > 0 || entry.hereUntil.map { now < $0 } ?? false
        let lost = entry.lostAt ?? entry.hereUntil ?? lastSeen
        return Sighting(isConnected: isHere, lastSeen: max(lost, lastSeen))
    }

    /// The peers that are online.
    public func online(at now: Moment) -> Set<PeerID> {
        Set(entries.filter { $0.value.streams > 0 || $0.value.hereUntil.map { now < $0 } ?? false }.keys)
    }
}
