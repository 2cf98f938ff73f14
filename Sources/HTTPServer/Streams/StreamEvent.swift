/// An event of a stream, delivered on the server's thread.
public enum StreamEvent: Equatable, Sendable {
    /// A text message of the client, on a WebSocket: UTF-8.
    case text([UInt8])
    /// A binary message of the client.
    case binary([UInt8])
    /// All messages of ``Server/send(_:inTurnTo:)`` were sent.
    case taken
    /// The stream has ended. Sent exactly once for each opened stream, also for one that could no longer be opened.
    case closed(StreamEnd)
}

/// Why a stream has ended.
public enum StreamEnd: Equatable, Sendable {
    /// The client closed it, with or without a code.
    case byClient(CloseCode?)
    /// The connection broke, or the client no longer answers.
    case gone
    /// The client broke the protocol, and was sent this code.
    case violation(CloseCode)
    /// The client did not read its messages.
    case tooSlow
    /// ``Server/close(_:_:reason:last:)``.
    case byServer
    /// The server stops.
    case stopping
}
