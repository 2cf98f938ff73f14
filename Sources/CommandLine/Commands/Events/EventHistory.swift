import HTTPMessage
import JSON

/// The history, read page by page over the control socket.
struct EventHistory {
    private static let page = 200

    let client: ControlClient
    let filter: EventFilter

    /// The newest events that match, in the order in which they happened. Returns the number up to which all were read.
    func newest(_ limit: Int, _ show: ([RecordedEvent]) -> Bool) throws(CommandFailure) -> Int64 {
        var (found, before, last): ([RecordedEvent], Int64?, Int64?) = ([], nil, nil)
        repeat {
            let size = max(1, min(limit - found.count, Self.page))
            let bound = before.map { "&before=\($0)" } ?? ""
            let page = try client.object(.get, "/v1/events?newest=true&limit=\(size)\(bound)\(filter.query)")
            last = last ?? page["last_id"]?.integer
            found.insert(contentsOf: page.objects("events").compactMap { RecordedEvent($0) }, at: 0)
            before = page["next"]?.integer
        } while before != nil && found.count < limit
        _ = show(found.suffix(limit))
        return last ?? 0
    }

    /// All events after a number that match, as they arrive. Stops if `show` returns false: nobody reads the output.
    func onward(after start: Int64, _ show: ([RecordedEvent]) -> Bool) throws(CommandFailure) -> Int64 {
        var (after, last) = (start, start)
        while true {
            let page = try client.object(.get, "/v1/events?after=\(after)&limit=\(Self.page)\(filter.query)")
            last = page["last_id"]?.integer ?? last
            guard show(page.objects("events").compactMap({ RecordedEvent($0) })) else { return last }
            guard let next = page["next"]?.integer, next > after else { return max(last, after) }
            after = next
        }
    }
}
