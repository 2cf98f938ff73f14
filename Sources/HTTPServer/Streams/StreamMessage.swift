/// One message, encoded once for all streams that it goes to, whatever their kind.
public struct StreamMessage: Sendable {
    /// For a WebSocket; empty where it has no such thing.
    let frame: [UInt8]
    /// For an event stream whose end is that of its connection.
    let event: [UInt8]
    /// The same as a chunk.
    let chunk: [UInt8]

    private init(frame: [UInt8], event: [UInt8]) {
        self.frame = frame
        self.event = event
        chunk = Self.chunk(event)
    }

    /// Text, which on an event stream may have an id and a type beside it. Nil where these hold a line end or NUL.
    public init?(text: [UInt8], id: String? = nil, event: String? = nil) {
        guard let encoded = EventStream.encode(id: id, event: event, data: text) else { return nil }
        self.init(frame: FrameEncoder.text(text), event: encoded)
    }

    static func retry(_ milliseconds: UInt32) -> StreamMessage {
        StreamMessage(frame: [], event: EventStream.retry(milliseconds: milliseconds))
    }

    /// Asks nothing but a sign of life.
    static let heartbeat = StreamMessage(frame: FrameEncoder.ping(), event: EventStream.heartbeat)

    /// The last one. Clients of an event stream pass over the reason, as a comment; people who look see it.
    static func end(_ code: CloseCode, reason: String) -> StreamMessage {
        let words = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        return StreamMessage(
            frame: FrameEncoder.close(code, reason: reason), event: words.isEmpty ? [] : Array(": \(words)\n\n".utf8))
    }

    private static func chunk(_ event: [UInt8]) -> [UInt8] {
        var chunk: [UInt8] = []
        BodyStream.chunked.write(event, into: &chunk)
        return chunk
    }
}
