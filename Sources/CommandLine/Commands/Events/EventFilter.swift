import Console
import Core
import HTTPMessage
import Settings

/// Which events to show.
struct EventFilter: Equatable {
    /// The default: what fits on one or two screens.
    static let usualLimit = 50
    static let mostLimit = 100_000
    /// The maximum number of stored events.
    static let types = EventType.allCases.filter { !$0.isOfTheStream }.map(\.rawValue)

    var since: Moment?
    var until: Moment?
    /// The id of the peer.
    var peer: String?
    /// All types if it is empty.
    var types: Set<String> = []
    /// The newest so many. Nil for all.
    var limit: Int?

    /// The form for the agent's routes.
    var query: String {
        var parts: [String] = []
        if let since { parts.append("since=\(since.text)") }
        if let until { parts.append("until=\(until.text)") }
        if let peer { parts.append("peer=\(PercentEncoding.encode(peer))") }
        if !types.isEmpty { parts.append("type=\(types.sorted().joined(separator: ","))") }
        return parts.map { "&" + $0 }.joined()
    }

    /// For a person, if there are none.
    var emptyText: String {
        isSelective
            ? "No events match these options. 'kith events' without options shows the newest." : "No events yet."
    }

    private var isSelective: Bool { since != nil || until != nil || peer != nil || !types.isEmpty }

    /// Whether it includes an event of a stream, which sends all events.
    func wants(_ event: RecordedEvent) -> Bool {
        (types.isEmpty || types.contains(event.type)) && (peer == nil || event.peer == peer)
            && (since.map { event.at >= $0 } ?? true)
    }
}

extension EventFilter {
    /// Reads its options. `find` returns the id of a peer by its name.
    init(
        _ arguments: inout Arguments, isFollowed: Bool, now: Moment, clock: WallClock,
        find: (String) throws(CommandFailure) -> String
    ) throws(CommandFailure) {
        since = try arguments.time("--since", now: now, clock: clock)
        until = try arguments.time("--until", now: now, clock: clock)
        if let since, let until, until <= since {
            throw CommandFailure(.usage, "--until is before --since, so no event can match. Swap the two.")
        }
        guard until == nil || !isFollowed else {
            throw CommandFailure(
                .usage, "--follow has no end, so --until cannot be used with it. Leave one of them out.")
        }
        for list in try arguments.options("--type") { types.formUnion(try Self.types(list)) }
        let named = try arguments.number("--limit", (isFollowed ? 0 : 1)...Self.mostLimit)
        // With a start time, all events from then on are wanted.
        limit = named ?? (since == nil ? Self.usualLimit : nil)
        if let name = try arguments.option("--peer") {
            try arguments.finish()
            peer = try find(name)
        }
        try arguments.finish()
    }

    private static func types(_ list: String) throws(CommandFailure) -> [String] {
        let words = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        guard !words.isEmpty else {
            throw CommandFailure(
                .usage,
                "--type needs one or more types of events, as in --type bad_proof,wrong_pin. See 'kith help events'.")
        }
        for word in words where !types.contains(word) {
            let guess = nearestWord(to: word, among: types).map { " Did you mean '\($0)'?" } ?? ""
            throw CommandFailure(
                .usage,
                "unknown type of event '\(word.cleaned)'.\(guess) Choose from: \(types.joined(separator: ", ")).")
        }
        return words
    }
}

extension Arguments {
    /// A time: a duration ago (`2h`), a day (its beginning), a local time as events show it, or RFC 3339.
    fileprivate mutating func time(_ name: String, now: Moment, clock: WallClock) throws(CommandFailure) -> Moment? {
        guard let text = try option(name) else { return nil }
        if let length = Duration(length: text) { return now - length }
        if let moment = Moment(reading: text) { return moment }
        let spelled = text.split(separator: " ", maxSplits: 1).joined(separator: "T")
        for rest in ["T00:00:00Z", ":00Z", "Z"] {
            guard let local = Moment(reading: spelled + rest) else { continue }
            return local - .seconds(clock.offset(local))
        }
        throw CommandFailure(
            .usage,
            """
            \(name) must be how long ago (90s, 5m, 4h, 2d), a day (2026-11-20) or a time ('2026-11-20 10:30', or \
            2026-11-20T10:30:00Z for UTC), not '\(text.cleaned)'.
            """)
    }
}
