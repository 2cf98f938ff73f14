import Agent
import Console
import Glibc
import JSON
import System

enum EventsCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "events", summary: "show what happened, or follow live", usage: ["events [OPTIONS]"],
        about: [
            """
            Prints the newest 50 events, or all since the time that --since names; the newest is last. With --follow it \
            then prints each new event until you press Ctrl-C. Nothing is lost when the agent restarts.
            """,
            """
            TIME is how long ago (90s, 5m, 4h, 2d), a day (2026-11-20) or a time ('2026-11-20 10:30', or \
            2026-11-20T10:30:00Z for UTC).
            """,
            "Types: \(EventFilter.types.joined(separator: ", ")).",
        ],
        options: [
            ("--follow", "print new events as they happen"), ("--since TIME", "only events since then"),
            ("--until TIME", "only events before then"),
            ("--peer NAME", "only events about this device, by name or id; former devices too"),
            ("--type LIST", "only events of these types"),
            ("--limit N", "the newest N events (default: 50; with --since: all)"),
            ("--verbose", "also print the steps that another line already covers"),
            ("--json", "print one JSON object per line"),
        ],
        examples: [
            ("kith events --follow", "watch what happens"),
            ("kith events --since 2h --type second_claim,bad_proof,wrong_pin", "show the alarms of the last two hours"),
            ("kith events --since 7d --peer \"Anna's phone\"", "show what one device did in the last week"),
        ],
        values: ["--peer": .peers, "--type": .list(EventFilter.types)], repeated: ["--type"])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let (asJSON, isFollowed) = (arguments.flag("--json"), arguments.flag("--follow"))
        let isVerbose = arguments.flag("--verbose")
        let filter = try EventFilter(&arguments, isFollowed: isFollowed, now: SystemClock.now(), clock: .local) {
            name throws(CommandFailure) in try PeerDirectory(client).find(name, withEnded: true).id
        }
        // If you ask for a type you want each of its events, and programs want them all.
        let isBrief = !asJSON && !isVerbose && filter.types.isEmpty
        // If the reader goes away, that is not a failure.
        signal(SIGPIPE, SIG_IGN)
        if isFollowed { endWellWhenInterrupted() }
        let text = EventText(
            clock: Terminal.isInteractive ? .local : nil, colour: Terminal.hasColour,
            width: Terminal.textWidth(of: STDOUT_FILENO))
        var names = PeerNames(client)
        var isEmpty = true
        let show: ([RecordedEvent]) -> Bool = { events in
            isEmpty = isEmpty && events.isEmpty
            return events.allSatisfy { event in
                names.note(event)
                if isBrief && event.isToldByAnother { return true }
                return Terminal.put((asJSON ? event.json : text.line(event, &names)) + "\n")
            }
        }
        let last = try history(client, filter, show)
        if isEmpty && !asJSON { Terminal.nothing(filter.emptyText) }
        guard isFollowed else { return }
        try EventFollower(client: client, filter: filter, show: show, say: { Terminal.error($0) }).follow(after: last)
    }

    private static func history(
        _ client: ControlClient, _ filter: EventFilter, _ show: ([RecordedEvent]) -> Bool
    ) throws(CommandFailure) -> Int64 {
        let history = EventHistory(client: client, filter: filter)
        guard let limit = filter.limit else { return try history.onward(after: 0, show) }
        return try history.newest(limit, show)
    }

    /// Following has no other end, so this is not a failure either. Every line is written in one piece.
    private static func endWellWhenInterrupted() {
        for signal in Input.ends where !Input.isIgnored(signal) {
            _ = Glibc.signal(signal) { _ in _exit(ExitCode.done.rawValue) }
        }
    }
}

extension RecordedEvent {
    fileprivate var json: String { JSONValue.object(whole.cleaned).text }
}
