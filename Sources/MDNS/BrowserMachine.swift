public import Core

/// What browsing reports about other nodes.
public enum BrowserReport: Hashable, Sendable {
    /// An announcement says this now. It may repeat, or say something else than before.
    case sighted(Announcement, NodeSighting)
    /// Its sender has withdrawn it, or its interface is gone.
    case withdrawn(Announcement)
    /// It may still be there, but Avahi no longer knows anything about it.
    case unknown(Announcement)
}

/// The state of browsing for nodes, and what to do next. Pure, next to ``PublisherMachine``, which owns the client.
///
/// ```
/// off ──client is running──► listing ──all for now──► watching
///  ▲                            │  ▲                      │
///  │                            ▼  │ time is up           │
///  └──── client is gone ──── resting ◄────── fails ───────┘
/// ```
/// `client is gone` leads from every state to `off`. Resolvers stay open while their announcement exists: only an open one
/// notices that a node returns with other values, because Avahi then reports no new announcement.
struct BrowserMachine: Sendable {
    enum State: Hashable, Sendable {
        case off
        /// Browsing has failed. The client still runs.
        case resting
        /// What Avahi knows is being listed.
        case listing
        case watching
    }

    enum Input: Hashable, Sendable {
        case clientIsRunning
        case clientIsGone
        case timeIsUp
        /// The announcements of nodes that answer. They keep their resolvers when there are too many.
        case answering(Set<Announcement>)
        case browser(BrowserNews)
        case resolver(ResolverNews)
    }

    enum BrowserNews: Hashable, Sendable {
        case appeared(Announcement)
        case disappeared(Announcement)
        case allForNow
        case failed
    }

    enum ResolverNews: Hashable, Sendable {
        /// Nil if the announcement names no node.
        case resolved(Announcement, NodeSighting?)
        case failed(Announcement)
    }

    enum Effect: Hashable, Sendable {
        /// Make a browser. There is none.
        case browse
        /// Free the browser and all resolvers.
        case stopBrowsing
        case resolve(Announcement)
        case stopResolving(Announcement)
        case report(BrowserReport)
        /// Report when this time has passed.
        case rest(Duration)
    }

    /// Announcements with an open resolver. A neighbour may announce thousands.
    static let mostAnnouncements = 256
    static let longestRest: Duration = .seconds(30)

    private(set) var state: State = .off
    /// Those that Avahi lists now. True if the last report of it was a sighting.
    private(set) var open: [Announcement: Bool] = [:]
    /// Sighted before Avahi restarted, and not listed since.
    private(set) var earlier: Set<Announcement> = []
    /// Whether some were left out because there were too many.
    private(set) var hasLeftOut = false
    /// The order in which the open ones appeared.
    private var numbers: [Announcement: Int] = [:]
    private var lastNumber = 0
    private var answering: Set<Announcement> = []
    /// Consecutive failures.
    private var failures = 0

    mutating func take(_ input: Input) -> [Effect] {
        switch input {
        case .clientIsRunning: begin()
        case .clientIsGone: end()
        case .timeIsUp: state == .resting ? browse() : []
        case .answering(let announcements): keep(announcements)
        case .browser(let news): isBrowsing ? handle(news) : []
        case .resolver(let news): isBrowsing ? handle(news) : []
        }
    }

    private var isBrowsing: Bool { state == .listing || state == .watching }

    private mutating func keep(_ announcements: Set<Announcement>) -> [Effect] {
        answering = announcements
        return []
    }

    private mutating func begin() -> [Effect] { state == .off ? browse() : [] }

    private mutating func browse() -> [Effect] {
        state = .listing
        return [.browse]
    }

    private mutating func end() -> [Effect] {
        let wasBrowsing = isBrowsing
        state = .off
        failures = 0
        return (wasBrowsing ? [.stopBrowsing] : []) + forgetAll()
    }

    /// What was sighted is unknown from now on.
    private mutating func forgetAll() -> [Effect] {
        let sighted = open.filter(\.value).keys
        earlier.formUnion(sighted)
        (open, numbers) = ([:], [:])
        hasLeftOut = false
        return sighted.sorted().map { .report(.unknown($0)) }
    }

    private mutating func handle(_ news: BrowserNews) -> [Effect] {
        switch news {
        case .appeared(let announcement):
            guard open[announcement] == nil else { return [] }
            guard let effects = removeOldest() else { return [] }
            open[announcement] = false
            lastNumber += 1
            numbers[announcement] = lastNumber
            return effects + [.resolve(announcement)]
        case .disappeared(let announcement): return drop(announcement)
        case .allForNow:
            state = .watching
            failures = 0
            earlier = []
            return []
        case .failed:
            failures += 1
            state = .resting
            let rest: Duration = failures > 5 ? Self.longestRest : .seconds(1 << (failures - 1))
            return [.stopBrowsing] + forgetAll() + [.rest(rest)]
        }
    }

    /// Removes the oldest one that does not answer, if there are too many: otherwise a neighbour could hide all nodes that come after a few
    /// hundred made-up ones. Returns nil if there is none.
    private mutating func removeOldest() -> [Effect]? {
        guard open.count >= Self.mostAnnouncements else { return [] }
        hasLeftOut = true
        let oldest = numbers.filter { !answering.contains($0.key) }.min { $0.value < $1.value }
        guard let victim = oldest?.key, let wasSighted = open.removeValue(forKey: victim) else { return nil }
        numbers[victim] = nil
        return [.stopResolving(victim)] + (wasSighted ? [.report(.unknown(victim))] : [])
    }

    private mutating func drop(_ announcement: Announcement) -> [Effect] {
        guard let wasSighted = open.removeValue(forKey: announcement) else { return [] }
        numbers[announcement] = nil
        let wasEarlier = earlier.remove(announcement) != nil
        var effects: [Effect] = [.stopResolving(announcement)]
        if wasSighted || wasEarlier { effects.append(.report(.withdrawn(announcement))) }
        // List again what was left out. Half of the places must be free, so that this is rare.
        if hasLeftOut, open.count < Self.mostAnnouncements / 2 { effects += [.stopBrowsing] + forgetAll() + browse() }
        return effects
    }

    private mutating func handle(_ news: ResolverNews) -> [Effect] {
        switch news {
        case .resolved(let announcement, let sighting?):
            guard open[announcement] != nil else { return [] }
            open[announcement] = true
            return [.report(.sighted(announcement, sighting))]
        // The records have expired, and the announcement is still listed: the node may only be cut off for a while. The resolver
        // stays open, and reports when they return.
        case .failed: return []
        case .resolved(let announcement, nil):
            guard open[announcement] == true else { return [] }
            open[announcement] = false
            return [.report(.unknown(announcement))]
        }
    }
}
