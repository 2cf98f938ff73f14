import Console
import Core
import HTTPClient
import HTTPMessage
import JSON

/// The meaning of a stream's event for a reader who has seen everything up to a number.
struct EventPosition: Equatable {
    private(set) var last: Int64

    init(after last: Int64) { self.last = last }

    /// The event, if it is new: after a disconnect, the next stream may repeat earlier ones.
    mutating func take(_ sent: ServerSentEvent) -> RecordedEvent? {
        guard let object = try? JSONValue(parsing: Array(sent.data.utf8)).object, let event = RecordedEvent(object),
            let id = event.id
        else { return nil }
        return take(event, id)
    }

    private mutating func take(_ event: RecordedEvent, _ id: Int64) -> RecordedEvent? {
        switch EventType(rawValue: event.type) {
        case .connected: return nil
        case .resync:
            // Where the stream continues.
            last = id
            return event
        default:
            guard id > last else { return nil }
            last = id
            return event
        }
    }
}

/// Follows events, also while the agent restarts.
struct EventFollower {
    /// An agent that restarts is back in a moment.
    private static let pause: Duration = .seconds(1)
    /// For an agent that offers no stream.
    private static let betweenLooks: Duration = .seconds(2)
    /// How often to check that the output is still read. Nothing waits for it.
    private static let betweenChecks: Duration = .seconds(1)

    private enum Ending { case brokenOff, noReader, noStream }

    let client: ControlClient
    let filter: EventFilter
    /// Returns false when nobody reads the output any longer.
    let show: ([RecordedEvent]) -> Bool
    let say: (String) -> Void

    /// Returns when nobody reads the output any longer.
    func follow(after start: Int64) throws(CommandFailure) {
        var position = EventPosition(after: start)
        var (isMissed, isSimple) = (false, false)
        while true {
            let ending: Ending
            if let answer = try client.events(after: position.last) {
                if isMissed { say("the agent answers again.") }
                isMissed = false
                ending = try listen(answer, &position, &isSimple)
            } else {
                if !isMissed { say("no answer from the agent. Waiting …") }
                isMissed = true
                ending = .brokenOff
            }
            guard ending != .noReader, !Terminal.isDeserted(within: Self.pause) else { return }
        }
    }

    private func listen(
        _ answer: consuming EventAnswer, _ position: inout EventPosition, _ isSimple: inout Bool
    ) throws(CommandFailure) -> Ending {
        switch consume answer {
        case .stream(let source): return hear(source, &position)
        case .other(let response):
            // The agent is busy, or about to stop.
            if response.status.code == 503 { return .brokenOff }
            guard response.status.code == 200 else {
                throw CommandFailure(
                    .refused, "the agent refuses to send its events (status \(response.status.code)).")
            }
            if !isSimple { say("this agent is too old for live events. Asking it every two seconds instead.") }
            isSimple = true
            return try look(&position)
        }
    }

    private func hear(_ source: consuming EventSource, _ position: inout EventPosition) -> Ending {
        while true {
            do throws(ClientError) {
                guard let sent = try source.next(within: Self.betweenChecks) else { return .brokenOff }
                guard let event = position.take(sent) else { continue }
                let isWanted = event.type == EventType.resync.rawValue || filter.wants(event)
                if isWanted && !show([event]) { return .noReader }
            } catch {
                guard error == .timedOut else { return .brokenOff }
                if Terminal.isDeserted(within: .zero) { return .noReader }
            }
        }
    }

    private func look(_ position: inout EventPosition) throws(CommandFailure) -> Ending {
        while try client.askNow(.get, "/healthz") != nil {
            var isRead = true
            let last = try EventHistory(client: client, filter: filter).onward(after: position.last) { events in
                isRead = show(events)
                return isRead
            }
            position = EventPosition(after: last)
            guard isRead, !Terminal.isDeserted(within: Self.betweenLooks) else { return .noReader }
        }
        return .brokenOff
    }
}
