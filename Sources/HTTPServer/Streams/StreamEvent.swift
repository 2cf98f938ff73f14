/// What becomes of a stream, told on the server's thread.
public enum StreamEvent: Equatable, Sendable {
    /// A message of the client, on a WebSocket: UTF-8.
    case text([UInt8])
    /// The same, of any bytes.
    case binary([UInt8])
    /// All of ``Server/send(_:inTurnTo:)`` has gone to the client's side.
    case taken
    /// It is over. Each stream that was asked for is told so once, also one that could not be opened any more.
    case closed(StreamEnd)
}

/// Why a stream is over.
public enum StreamEnd: Equatable, Sendable {
    /// The client said so; without a code where it gave none.
    case byClient(CloseCode?)
    /// The connection broke, or the client no longer answers.
    case gone
    /// The client did what it must not, and was told this.
    case violation(CloseCode)
    /// It did not take what there was for it.
    case tooSlow
    /// ``Server/close(_:_:reason:last:)``.
    case byServer
    /// The server stops.
    case stopping
}
