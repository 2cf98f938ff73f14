/// Names one stream, long after it is over: it is not given again before four thousand million others were.
public struct StreamID: Hashable, Sendable {
    let pollKey: PollKey
}

extension Reply {
    /// What the stream will be called that is opened by this reply.
    public var stream: StreamID { StreamID(pollKey: pollKey) }
}
