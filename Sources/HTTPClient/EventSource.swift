public import HTTPMessage

/// What came of asking for an event stream.
public enum EventAnswer: ~Copyable {
    /// Status 200 and `text/event-stream`.
    case stream(EventSource)
    /// Any other answer, whole.
    case other(Response)
}

/// An event stream, read one event after the other. It holds one event and one portion of the socket, and no more. The
/// connection is closed with it.
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

    /// Status and fields of the answer.
    public var head: Response { answer.head }

    /// For `Last-Event-ID` on the way back; empty where the stream gave none. It is the peer's text: what no header field
    /// takes is to be looked for first.
    public var lastEventID: String { parser.lastEventID }

    /// How long to wait before the way back, where the stream says so.
    public var retry: Duration? { parser.retry }

    /// Waits for the next event; nil once the stream has ended. `idle` is how long it may be silent, a comment being a
    /// sign of life. After `timedOut` one may go on to wait; after any other error there is no more.
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
