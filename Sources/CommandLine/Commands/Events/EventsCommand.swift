import Agent
import Console
import Glibc
import JSON
import System

enum EventsCommand {
    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let (asJSON, isFollowed) = (arguments.flag("--json"), arguments.flag("--follow"))
        let wish = try EventsWish(&arguments, isFollowed: isFollowed, now: SystemClock.now(), clock: .local) {
            name throws(CommandFailure) in try PeerDirectory(client).find(name, withEnded: true).id
        }
        // Who reads from us may go away, and that is no failure.
        signal(SIGPIPE, SIG_IGN)
        if isFollowed { endWellWhenInterrupted() }
        let text = EventText(clock: Terminal.isInteractive ? .local : nil, colour: Terminal.hasColour)
        var names = PeerNames(client)
        let show: ([RecordedEvent]) -> Bool = { events in
            events.allSatisfy { event in
                names.note(event)
                return Terminal.put((asJSON ? event.json : text.line(event, &names)) + "\n")
            }
        }
        let last = try history(client, wish, show)
        guard isFollowed else { return }
        try EventFollower(client: client, wish: wish, show: show, say: { Terminal.error($0) }).follow(after: last)
    }

    private static func history(
        _ client: ControlClient, _ wish: EventsWish, _ show: ([RecordedEvent]) -> Bool
    ) throws(CommandFailure) -> Int64 {
        let history = EventHistory(client: client, wish: wish)
        guard let limit = wish.limit else { return try history.onward(after: 0, show) }
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
