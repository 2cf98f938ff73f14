/// Identifies one stream, also long after it has ended: the number is reused only after 2^32 others.
public struct StreamID: Hashable, Sendable {
    let pollKey: PollKey
}

extension Reply {
    /// The id of the stream that this reply opens.
    public var stream: StreamID { StreamID(pollKey: pollKey) }
}
