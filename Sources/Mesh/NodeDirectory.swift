import Core
import MDNS

/// Which other nodes are here. Pure: reports, answers and the time are inputs; connections and events are effects.
///
/// mDNS does not report a host that is dead, and it keeps listing one that is gone for an hour. So a node is here only while
/// it answers with its id. The directory keeps one idle connection to each node: the kernel notices within seconds when its
/// other end dies, without a request, and nothing is sent to a node that has stopped. That matters, because systemd would
/// start such a node again for any new connection.
///
/// ```
/// sighted ──► waiting ──► opening ──its id──► here ──broken──► waiting (in doubt) ──► opening ──► here
///                ▲           │                 │                                         │
///                └─ later ───┘                 └── withdrawn ──► gone                    └─ fails ──► lost, then as at first
/// ```
struct NodeDirectory: Sendable {
    /// Names one connection. A late report of an earlier one is ignored.
    typealias LineID = Int

    enum Input: Hashable, Sendable {
        case report(BrowserReport)
        /// The other end has answered with the node's id.
        case answered(LineID)
        /// The connection failed, broke, or answered something else.
        case broke(LineID)
        case timeHasPassed
    }

    enum Effect: Hashable, Sendable {
        /// Connect, and ask for the node's id.
        case open(LineID, NodePlace, NodeID)
        /// Ask again over the open connection.
        case ask(LineID)
        case close(LineID)
        case found(NodeID, Name)
        case lost(NodeID, Name)
    }

    enum Line: Hashable, Sendable {
        case waiting(until: Duration)
        case opening(LineID, NodePlace, others: [NodePlace])
        case open(LineID, NodePlace, since: Duration, nextQuestion: Duration)

        var id: LineID? {
            switch self {
            case .waiting: nil
            case .opening(let id, _, _), .open(let id, _, _, _): id
            }
        }
    }

    struct Entry: Hashable, Sendable {
        let id: NodeID
        /// True for announcements that Avahi lists now.
        var sightings: [Announcement: Seen] = [:]
        var line: Line
        /// Whether it has answered, and nothing has shown since that it is gone.
        var isHere = false
        /// Whether the last stored event says that it is here.
        var isReported = false
        var reportedName: Name?
        /// Where it answered last. Anybody can announce other places for its id.
        var answeredAt: NodePlace?
        /// When it was lost. Nil if it has never answered.
        var lostAt: Duration?
        /// Consecutive rounds without an answer.
        var failures = 0
        /// Consecutive connections that did not last.
        var shortLines = 0
        var reports: Allowance
    }

    struct Seen: Hashable, Sendable {
        var sighting: NodeSighting
        var isListed = true
    }

    struct LeftOut: Hashable, Sendable {
        let sighting: NodeSighting
        /// Its turn.
        let number: Int
    }

    // A neighbour may announce thousands of nodes, or one that comes and goes. These bound what that costs.
    static let mostNodes = 64
    static let mostNodesOfAddress = 4
    static let mostOpening = 16
    static let mostFormer = 256
    /// Of one node. It has one for each interface and address family; the others are those of somebody else.
    static let mostSightings = 16
    /// Of one node: those that ``answering`` protects. Together fewer than a browser has places.
    static let mostProtected = 3
    static let mostLeftOut = 512
    /// Sightings that get another chance at once. Those that fail go to the end.
    static let mostAdmitted = 8
    static let mostPlacesTried = 3
    static let mostPlacesShown = 8

    /// The goodbye of a node that stops arrives a second after its connections have closed.
    static let doubt: Duration = .milliseconds(1_500)
    /// With the time in which the kernel notices a host without power, less than 15 s.
    static let longestDoubt: Duration = .seconds(5)
    /// A connection that lasts shorter counts as broken soon. A node that closes each one is asked more slowly.
    static let shortLine: Duration = .seconds(60)
    /// Shorter than the time after which a server closes an idle connection.
    static let betweenQuestions: Duration = .seconds(30)
    /// Avahi reports a node that returns only if it had forgotten the old one, which takes two minutes.
    static let eagerAfterLoss: Duration = .seconds(150)
    static let eagerPause: Duration = .milliseconds(400)
    static let shortestPause: Duration = .seconds(1)
    static let longestPause: Duration = .seconds(30)

    private let own: NodeID
    private(set) var entries: [NodeID: Entry] = [:]
    /// Sightings for which there was no place.
    private(set) var leftOut: [Announcement: LeftOut] = [:]
    private var lastLeftOut = 0
    /// How often nodes that are gone may be reported again.
    private var former: [NodeID: Allowance] = [:]
    private var lastLine: LineID = 0
    /// Stored events, of all nodes together.
    private var reports: Allowance
    private var opens: Allowance

    /// For a node that ignores its own announcements.
    init(own: NodeID, at now: Duration) {
        self.own = own
        reports = Allowance(128, then: .seconds(10), at: now)
        opens = Allowance(64, then: .milliseconds(50), at: now)
    }

    mutating func take(_ input: Input, at now: Duration) -> [Effect] {
        var effects: [Effect] = []
        switch input {
        case .report(.sighted(let announcement, let sighting)): note(sighting, announcement, now, &effects)
        case .report(.withdrawn(let announcement)): withdraw(announcement, now, &effects)
        case .report(.unknown(let announcement)): doubt(announcement, &effects)
        case .answered(let line): answered(line, now)
        case .broke(let line): broke(line, now, &effects)
        case .timeHasPassed: break
        }
        pass(now, &effects)
        return effects
    }

    /// The nodes that are here, by name.
    var nodes: [SightedNode] {
        entries.values.filter(\.isHere).compactMap(\.node).sorted { ($0.name.text, $0.id) < ($1.name.text, $1.id) }
    }

    /// The announcements of the nodes that are here. Of each only a few, so that one node cannot take all places of the browser.
    var answering: Set<Announcement> {
        Set(entries.values.filter(\.isHere).flatMap { $0.announcements.prefix(Self.mostProtected) })
    }

    /// When ``Input/timeHasPassed`` is due. Nil if nothing is.
    func nextChange(after now: Duration) -> Duration? {
        let isFull = entries.values.count(where: \.isOpening) >= Self.mostOpening
        return entries.values.compactMap { entry -> Duration? in
            let line: Duration?
            switch entry.line {
            case .waiting(let until): line = isFull || entry.sightings.isEmpty ? nil : max(until, opens.nextAt(now))
            case .opening: line = nil
            case .open(_, _, _, let nextQuestion): line = nextQuestion
            }
            let report = entry.isHere == entry.isReported ? nil : max(reports.nextAt(now), entry.reports.nextAt(now))
            return [line, report].compactMap { $0 }.min()
        }.min()
    }
}

// What announcements change.
extension NodeDirectory {
    private mutating func note(
        _ sighting: NodeSighting, _ announcement: Announcement, _ now: Duration, _ effects: inout [Effect]
    ) {
        let isNews = entries[sighting.id]?.sightings[announcement] != Seen(sighting: sighting)
        // The announcement may have been that of another node.
        if owner(of: announcement) != sighting.id { withdraw(announcement, now, &effects) }
        guard sighting.id != own else { return }
        guard var entry = entries[sighting.id] ?? newEntry(sighting, now, &effects) else {
            return leaveOut(sighting, announcement)
        }
        leftOut[announcement] = nil
        if entry.sightings[announcement] == nil { entry.makePlace() }
        entry.sightings[announcement] = Seen(sighting: sighting)
        if case .waiting(let until) = entry.line, isNews, !entry.isHere {
            // A made-up node may change all the time. It is not asked each time, and it is replaced if it is silent.
            let isKnown = entry.lostAt != nil
            entry.line = .waiting(until: isKnown || entry.failures == 0 ? now : min(until, now + Self.shortestPause))
            if isKnown { entry.failures = 0 }
        }
        entries[sighting.id] = entry
    }

    private mutating func leaveOut(_ sighting: NodeSighting, _ announcement: Announcement) {
        if leftOut.count >= Self.mostLeftOut, let oldest = leftOut.min(by: { $0.value.number < $1.value.number }) {
            leftOut[oldest.key] = nil
        }
        lastLeftOut += 1
        leftOut[announcement] = LeftOut(sighting: sighting, number: lastLeftOut)
    }

    private func owner(of announcement: Announcement) -> NodeID? {
        entries.values.first { $0.sightings[announcement] != nil }?.id
    }

    /// Returns nil if there is no place.
    private mutating func newEntry(_ sighting: NodeSighting, _ now: Duration, _ effects: inout [Effect]) -> Entry? {
        let place = sighting.place
        let namesakes = entries.values.count { entry in
            entry.sightings.values.contains {
                $0.sighting.place.address == place.address && $0.sighting.place.link == place.link
            }
        }
        guard namesakes < Self.mostNodesOfAddress, hasPlace(&effects) else { return nil }
        let reports = former.removeValue(forKey: sighting.id) ?? Allowance(6, then: .seconds(20), at: now)
        return Entry(id: sighting.id, line: .waiting(until: now), reports: reports)
    }

    /// Whether another node fits in. A node that did not answer, although it was asked twice, is replaced. It gets another turn.
    private mutating func hasPlace(_ effects: inout [Effect]) -> Bool {
        guard entries.count >= Self.mostNodes else { return true }
        guard let victim = silent else { return false }
        remove(victim, &effects)
        // Nothing reports the end of one that is not listed.
        for (announcement, seen) in victim.sightings where seen.isListed { leaveOut(seen.sighting, announcement) }
        return true
    }

    private var silent: Entry? {
        entries.values.filter { !$0.isHere && !$0.isReported && !$0.isOpening && $0.failures >= 2 }
            .max { ($0.failures, $0.id) < ($1.failures, $1.id) }
    }

    private mutating func withdraw(_ announcement: Announcement, _ now: Duration, _ effects: inout [Effect]) {
        leftOut[announcement] = nil
        guard let id = owner(of: announcement), var entry = entries[id] else { return }
        // The name of the last sighting stays for the event.
        let name = entry.node?.name
        entry.sightings[announcement] = nil
        if entry.sightings.isEmpty {
            if let line = entry.line.id { effects.append(.close(line)) }
            entry.reportedName = name ?? entry.reportedName
            entry.line = .waiting(until: now)
            entry.isHere = false
            entry.shortLines = 0
        }
        entries[id] = entry
        forgetIfOver(entry, &effects)
    }

    private mutating func doubt(_ announcement: Announcement, _ effects: inout [Effect]) {
        guard let id = owner(of: announcement), var entry = entries[id] else {
            leftOut[announcement] = nil
            return
        }
        entry.sightings[announcement]?.isListed = false
        entries[id] = entry
        forgetIfOver(entry, &effects)
    }

    /// A node that is not here, and that nobody announces.
    private mutating func forgetIfOver(_ entry: Entry, _ effects: inout [Effect]) {
        guard !entry.isHere, !entry.isReported, !entry.sightings.values.contains(where: \.isListed) else { return }
        // It may be about to answer.
        if entry.isOpening, !entry.sightings.isEmpty { return }
        remove(entry, &effects)
    }

    private mutating func remove(_ entry: Entry, _ effects: inout [Effect]) {
        if let line = entry.line.id { effects.append(.close(line)) }
        entries[entry.id] = nil
        if former.count >= Self.mostFormer, let oldest = former.min(by: { $0.value < $1.value }) {
            former[oldest.key] = nil
        }
        former[entry.id] = entry.reports
    }

    /// Gives free places to sightings that were left out.
    private mutating func admitLeftOut(_ now: Duration, _ effects: inout [Effect]) {
        guard !leftOut.isEmpty, entries.count < Self.mostNodes || silent != nil else { return }
        let first = leftOut.sorted { $0.value.number < $1.value.number }.prefix(Self.mostAdmitted)
        for (announcement, left) in first {
            guard entries.count < Self.mostNodes || silent != nil else { return }
            note(left.sighting, announcement, now, &effects)
        }
    }
}

// What connections change.
extension NodeDirectory {
    private func owner(of line: LineID) -> Entry? { entries.values.first { $0.line.id == line } }

    private mutating func answered(_ line: LineID, _ now: Duration) {
        guard var entry = owner(of: line) else { return }
        switch entry.line {
        case .waiting: return
        case .opening(_, let place, _):
            entry.answeredAt = place
            entry.line = .open(line, place, since: now, nextQuestion: now + Self.betweenQuestions)
        case .open(_, let place, let since, _):
            if now - since >= Self.shortLine { entry.shortLines = 0 }
            entry.line = .open(line, place, since: since, nextQuestion: now + Self.betweenQuestions)
        }
        entry.isHere = true
        entry.failures = 0
        entries[entry.id] = entry
    }

    private mutating func broke(_ line: LineID, _ now: Duration, _ effects: inout [Effect]) {
        guard var entry = owner(of: line) else { return }
        switch entry.line {
        case .waiting: return
        case .opening(_, _, let others):
            if let next = others.first {
                entry.line = open(next, others.dropFirst(), entry.id, &effects)
            } else {
                fail(&entry, now)
            }
        case .open(_, _, let since, _):
            entry.shortLines = now - since < Self.shortLine ? entry.shortLines + 1 : 0
            let doubt = Self.doubt * (1 << min(max(entry.shortLines - 1, 0), 3))
            entry.line = .waiting(until: now + min(doubt, Self.longestDoubt))
        }
        entries[entry.id] = entry
        forgetIfOver(entry, &effects)
    }

    /// A whole round without an answer.
    private func fail(_ entry: inout Entry, _ now: Duration) {
        if entry.isHere { entry.lostAt = now }
        entry.isHere = false
        entry.shortLines = 0
        entry.failures += 1
        let isEager = entry.lostAt.map { now - $0 < Self.eagerAfterLoss } ?? false
        let pause = isEager ? Self.eagerPause : Self.shortestPause * (1 << min(entry.failures - 1, 5))
        entry.line = .waiting(until: now + min(pause, Self.longestPause))
    }

    private mutating func open(
        _ place: NodePlace, _ others: some Collection<NodePlace>, _ node: NodeID, _ effects: inout [Effect]
    ) -> Line {
        lastLine += 1
        effects.append(.open(lastLine, place, node))
        return .opening(lastLine, place, others: Array(others))
    }
}

// What time changes.
extension NodeDirectory {
    private mutating func pass(_ now: Duration, _ effects: inout [Effect]) {
        report(now, &effects)
        admitLeftOut(now, &effects)
        for entry in entries.values.sorted(by: { $0.id < $1.id }) {
            guard case .open(let line, let place, let since, let next) = entry.line, next <= now else { continue }
            entries[entry.id]?.line = .open(line, place, since: since, nextQuestion: now + Self.betweenQuestions)
            effects.append(.ask(line))
        }
        var opening = entries.values.count(where: \.isOpening)
        let due = entries.values.filter { $0.dueAt.map { $0 <= now } ?? false }
        for var entry in due.sorted(by: { ($0.dueAt ?? .zero, $0.id) < ($1.dueAt ?? .zero, $1.id) }) {
            guard opening < Self.mostOpening, opens.use(at: now) else { break }
            let places = entry.placesToTry
            guard let first = places.first else { continue }
            entry.line = open(first, places.dropFirst(), entry.id, &effects)
            entries[entry.id] = entry
            opening += 1
        }
    }

    /// Stores what has changed, as far as the rates allow. What is late is stored later, if it is still true.
    private mutating func report(_ now: Duration, _ effects: inout [Effect]) {
        for var entry in entries.values.filter({ $0.isHere != $0.isReported }).sorted(by: { $0.id < $1.id }) {
            guard entry.reports.nextAt(now) <= now, reports.use(at: now) else { continue }
            _ = entry.reports.use(at: now)
            let name = entry.node?.name ?? entry.reportedName ?? Name(trusted: entry.id.description)
            effects.append(entry.isHere ? .found(entry.id, name) : .lost(entry.id, entry.reportedName ?? name))
            entry.isReported = entry.isHere
            entry.reportedName = name
            entries[entry.id] = entry
            forgetIfOver(entry, &effects)
        }
    }
}
