import Core
import HTTPMessage
import JSON

/// Reads what the agent records, from the moment it is made.
struct EventCursor {
    private static let page = 100
    /// So that a node where much happens does not keep a command from everything else.
    private static let pagesAtOnce = 10

    private var last: Int64
    private var epoch: Int64?

    init(_ client: ControlClient) throws(CommandFailure) {
        let answer = try client.demand(.get, "/v1/events?limit=1")
        guard answer.status == 200, let last = answer.object["last_id"]?.integer else {
            throw CommandFailure(.refused, answer.detail)
        }
        self.last = last
        epoch = answer.object["epoch"]?.integer
    }

    /// Nil where the agent does not answer now.
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
        // After a restore, ids mean something else: begin where the new ones end.
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
