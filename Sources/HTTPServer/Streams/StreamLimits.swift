/// The limits of one stream.
public struct StreamLimits: Sendable {
    /// Waiting messages. One more, and the stream is dropped.
    public var unsentMessages = 256
    /// Their bytes.
    public var unsentBytes = 256 * 1_024
    /// Bytes of a message of the client.
    public var message = 64 * 1_024
    /// The longest silence. A client that sends nothing, or reads nothing of what waits, for that long is gone.
    public var heartbeat = Duration.seconds(30)
    /// The time for the client to read the last message, and to close its side.
    public var farewell = Duration.seconds(2)

    /// The defaults.
    public init() {}

    var queue: OutgoingQueue.Limits { OutgoingQueue.Limits(events: unsentMessages, bytes: unsentBytes) }
    var frames: FrameDecoder.Limits { FrameDecoder.Limits(frame: message, message: message) }
}
