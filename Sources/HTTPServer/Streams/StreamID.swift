/// Names one stream for as long as the server runs: it is never given again.
public struct StreamID: Hashable, Sendable {
    let token: Token
}

extension Reply {
    /// What the stream will be called that is opened by this reply.
    public var stream: StreamID { StreamID(token: token) }
}
