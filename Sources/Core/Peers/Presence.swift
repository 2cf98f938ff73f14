/// Whether a peer is online. Always derived, never stored as a state that could become wrong.
public enum Presence: String, CaseIterable, Hashable, Sendable {
    case online
    /// Lost for less than the grace time: phones sleep, lifts have no Wi-Fi.
    case away
    case offline
}

/// What presence is derived from. After a restart no peer is connected, and `lastSeen` is read from the store.
public struct Sighting: Hashable, Sendable {
    public let isConnected: Bool
    public let lastSeen: Moment?

    public init(isConnected: Bool, lastSeen: Moment?) {
        self.isConnected = isConnected
        self.lastSeen = lastSeen
    }

    public func presence(at now: Moment, limits: Limits) -> Presence {
        if isConnected { return .online }
        guard let lastSeen, now < lastSeen + limits.presenceGrace else { return .offline }
        return .away
    }
}
