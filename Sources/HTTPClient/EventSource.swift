public import HTTPMessage

/// The result of asking for an event stream.
public enum EventAnswer: ~Copyable {
    /// Status 200 and `text/event-stream`.
    case stream(EventSource)
    /// Any other response, complete.
    case other(Response)
}

/// An event stream, read one event at a time. It holds one event and one portion of the socket. Its end closes the
/// connection.
public struct EventSource: ~Copyable {
    static let mediaType = "text/event-stream"

    private var answer: IncomingResponse
    private var portion: ArraySlice<UInt8> = []
    private var parser = EventStreamParser()

    init(_ answer: consuming IncomingResponse) { self.answer = answer }

    static func canRead(_ head: Response) -> Bool {
        let type = head.fields["Content-Type"]?.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        return head.status == .ok && type?.lowercased() == mediaType
    }

    /// Status and fields of the response.
    public var head: Response { answer.head }

    /// The value for `Last-Event-ID` when reconnecting. Empty if the stream sent none. The peer chose it, so check it
    /// before it becomes a header field.
    public var lastEventID: String { parser.lastEventID }

    /// How long to wait before reconnecting, if the stream says so.
    public var retry: Duration? { parser.retry }

    /// Waits for the next event. Returns nil when the stream has ended. `idle` is how long it may be silent; a comment
    /// is a sign of life. After `timedOut` a caller may continue to wait. After any other error the stream is unusable.
    public mutating func next(within idle: Duration) throws(ClientError) -> ServerSentEvent? {
        while true {
            while let byte = portion.popFirst() {
                if let event = try parser.take(byte) { return event }
            }
            guard let bytes = try answer.next(within: idle) else { return nil }
            portion = bytes[...]
        }
    }
}
