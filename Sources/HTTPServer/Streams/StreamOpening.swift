public import HTTPMessage

/// Turns the connection of a request into a stream.
public struct StreamOpening: Sendable {
    enum Kind: Sendable { case webSocket, eventStream }

    let kind: Kind
    /// Status and fields. Its body is ignored.
    let head: Response
    /// Sent after the head, before everything else.
    let first: [StreamMessage]

    /// Call it after ``WebSocketHandshake/accepted(_:subprotocol:)``, with its fields.
    public static func webSocket(_ fields: HeaderFields, first: [StreamMessage] = []) -> StreamOpening {
        StreamOpening(kind: .webSocket, head: Response(.switchingProtocols, fields: fields), first: first)
    }

    /// Server-Sent Events. A client that lost the stream waits for `retry` before it reconnects.
    public static func eventStream(
        _ fields: HeaderFields = [:], retry milliseconds: UInt32? = nil, first: [StreamMessage] = []
    ) -> StreamOpening {
        var all = EventStream.fields
        for field in fields.all { all.append(field) }
        let retry = milliseconds.map { [StreamMessage.retry($0)] } ?? []
        return StreamOpening(kind: .eventStream, head: Response(.ok, fields: all), first: retry + first)
    }
}

extension StreamOpening {
    /// Returns nil if the request does not allow a stream.
    func framing(_ terms: ReplyTerms) -> StreamConnection.Framing? {
        switch kind {
        case .webSocket: terms.isHead || terms.isHTTP10 ? nil : .webSocket
        case .eventStream: terms.isHead ? nil : terms.isHTTP10 ? .plain : .chunks
        }
    }

    func writeHead(_ terms: ReplyTerms, date: [UInt8], into out: inout [UInt8]) {
        var terms = terms
        // The connection ends with the stream.
        terms.keepsAlive = false
        switch kind {
        case .webSocket: ResponseWriter.write(head, terms, date: date, into: &out)
        case .eventStream: _ = ResponseWriter.start(head, terms, date: date, into: &out)
        }
    }
}
