import Core
import HTTPMessage
import JSON

/// Reads the events that the agent records, from now on.
struct EventCursor {
    private static let page = 100
    /// Bounds one read, so that a busy node does not keep a command from everything else.
    private static let pagesAtOnce = 10

    private var last: Int64
    private var epoch: Int64?

    init(_ client: ControlClient) throws(CommandFailure) {
        let answer = try client.demand(.get, "/v1/events?limit=1")
        guard answer.status == 200, let last = answer.object["last_id"]?.integer else {
            throw answer.failure
        }
        self.last = last
        epoch = answer.object["epoch"]?.integer
    }

    /// Returns nil if the agent does not answer now.
    mutating func next(_ client: ControlClient) throws(CommandFailure) -> [RecordedEvent]? {
        var found: [RecordedEvent] = []
        for _ in 0..<Self.pagesAtOnce {
            guard let answer = try client.askNow(.get, "/v1/events?after=\(last)&limit=\(Self.page)"), !answer.isPassing
            else { return found.isEmpty ? nil : found }
            guard answer.status == 200 else { throw CommandFailure(.failed, answer.detail) }
            let events = take(answer.object)
            found += events.compactMap { RecordedEvent($0) }
            if events.count < Self.page { break }
        }
        return found
    }

    private mutating func take(_ page: JSONObject) -> [JSONObject] {
        // After a restore, ids have another meaning: start after the newest one.
        if let now = page["epoch"]?.integer, let before = epoch, now != before {
            epoch = now
            last = page["last_id"]?.integer ?? 0
            return []
        }
        let events = page.objects("events")
        last = events.last?["id"]?.integer ?? last
        return events
    }
}
