import Agent
import Console
import Glibc
import JSON
import System

enum EventsCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "events", summary: "what happened, and what happens", usage: ["events [OPTIONS]"],
        about: [
            """
            Prints the newest 50 events in the order in which they happened, or all of them since the time that --since \
            names. With --follow it then goes on with what happens, until Ctrl-C; an agent that is started anew costs no \
            event.
            """,
            "A TIME is how long ago (90s, 5m, 4h, 2d), a day (2026-11-20) or a time (2026-11-20T10:30:00Z).",
            "Types: \(EventFilter.types.joined(separator: ", ")).",
        ],
        options: [
            ("--follow", "go on with what happens"), ("--since TIME", "from then on"), ("--until TIME", "up to then"),
            ("--peer NAME", "what tells of this peer, by name or id, of those that ended too"),
            ("--type LIST", "events of these types alone"),
            ("--limit N", "the newest N (otherwise: 50, or all with --since)"),
            ("--verbose", "also the steps that another line already tells"),
            ("--json", "for programs: one event a line, as the agent keeps it"),
        ],
        examples: [
            ("kith events --follow", "what happens, as it happens"),
            ("kith events --since 2h --type second_claim,bad_proof,wrong_pin", "the alarms of two hours"),
            ("kith events --since 7d --peer \"Anna's phone\" --json | jq -r .type", "a week of one device"),
        ],
        values: ["--peer": .peers, "--type": .list(EventFilter.types)], repeated: ["--type"])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let (asJSON, isFollowed) = (arguments.flag("--json"), arguments.flag("--follow"))
        let isVerbose = arguments.flag("--verbose")
        let filter = try EventFilter(&arguments, isFollowed: isFollowed, now: SystemClock.now(), clock: .local) {
            name throws(CommandFailure) in try PeerDirectory(client).find(name, withEnded: true).id
        }
        // Who asks for a type wants each of its events, and programs want them all.
        let isBrief = !asJSON && !isVerbose && filter.types.isEmpty
        // Who reads from us may go away, and that is no failure.
        signal(SIGPIPE, SIG_IGN)
        if isFollowed { endWellWhenInterrupted() }
        let text = EventText(clock: Terminal.isInteractive ? .local : nil, colour: Terminal.hasColour)
        var names = PeerNames(client)
        let show: ([RecordedEvent]) -> Bool = { events in
            events.allSatisfy { event in
                names.note(event)
                if isBrief && event.isToldByAnother { return true }
                return Terminal.put((asJSON ? event.json : text.line(event, &names)) + "\n")
            }
        }
        let last = try history(client, filter, show)
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

    /// Following has no other end, so this one is no failure either. Every line is written in one piece.
    private static func endWellWhenInterrupted() {
        for signal in Input.ends where !Input.isIgnored(signal) {
            _ = Glibc.signal(signal) { _ in _exit(ExitCode.done.rawValue) }
        }
    }
}

extension RecordedEvent {
    fileprivate var json: String { JSONValue.object(whole.cleaned).text }
}
