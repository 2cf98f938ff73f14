import API
import HTTPMessage

/// Event streams, and the history.
public enum EventRoute: Sendable {
    /// A page of the history.
    case history(EventPage)
    case stream(StreamQuery)
    /// For a stream that is opened without header fields of ours.
    case ticket
}

extension EventRoute {
    var access: Access {
        switch self {
        case .history, .ticket: .peers
        case .stream(let query): query.ticket.map { .ticket($0) } ?? .peers
        }
    }
}

/// Where a stream starts, and how it is opened.
public struct StreamQuery: Sendable {
    public enum Way: Sendable { case webSocket, eventStream }

    public let way: Way
    /// The last event that the client has. Nil for a new client.
    public let after: Int64?
    /// The ticket that opens the stream, if any. It is a secret.
    public let ticket: String?

    init(_ request: Request, _ way: Way) throws(Problem) {
        self.way = way
        var query = try Query(request)
        let named = try query.take("after") { if case .event(let id) = LastEventID($0) { id } else { nil } }
        ticket = try query.take("ticket") { $0 }
        try query.finish()
        // A browser that reconnects by itself sends the same address, and the newer number in the field.
        switch LastEventID(in: request) {
        case .none: after = named
        case .event(let id): after = id
        case .malformed: throw .malformed("The Last-Event-ID is not a number that this node has sent")
        }
    }
}

extension EventRoute {
    init(_ path: inout Path) throws(Problem) {
        let request = path.request
        switch path.next() {
        case nil:
            try path.allow(.get)
            if let way = request.wayOfStreaming {
                self = .stream(try StreamQuery(request, way))
            } else {
                self = .history(try EventPage(request))
            }
        case "ticket": self = try path.end(.ticket, by: .post)
        default: throw .notFound
        }
    }
}

extension Request {
    fileprivate var wayOfStreaming: StreamQuery.Way? {
        if fields.list("Upgrade").contains(where: { $0.lowercased() == "websocket" }) { return .webSocket }
        let accepted = fields.values(of: "Accept").flatMap { $0.lowercased().split(separator: ",") }
        let wantsEvents = accepted.contains { type in
            type.split { $0 == ";" || $0 == " " || $0 == "\t" }.first == "text/event-stream"
        }
        return wantsEvents ? .eventStream : nil
    }
}
