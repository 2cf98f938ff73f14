/// One message, encoded once for all streams that receive it, of both kinds.
public struct StreamMessage: Sendable {
    /// For a WebSocket. Empty if it has no such message.
    let frame: [UInt8]
    /// For an event stream that ends with its connection.
    let event: [UInt8]
    /// The same as a chunk.
    let chunk: [UInt8]

    private init(frame: [UInt8], event: [UInt8]) {
        self.frame = frame
        self.event = event
        chunk = Self.chunk(event)
    }

    /// Text. On an event stream it may have an id and a type. Returns nil if these hold a line end or NUL.
    public init?(text: [UInt8], id: String? = nil, event: String? = nil) {
        guard let encoded = EventStream.encode(id: id, event: event, data: text) else { return nil }
        self.init(frame: FrameEncoder.text(text), event: encoded)
    }

    static func retry(_ milliseconds: UInt32) -> StreamMessage {
        StreamMessage(frame: [], event: EventStream.retry(milliseconds: milliseconds))
    }

    /// Only asks for a sign of life.
    static let heartbeat = StreamMessage(frame: FrameEncoder.ping(), event: EventStream.heartbeat)

    /// The last message. On an event stream the reason is a comment, which clients ignore and people can read.
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
