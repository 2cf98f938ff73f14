/// The limits of one request.
public struct MessageLimits: Sendable {
    /// Bytes of request line and header fields together, 32 KiB at most.
    public var head = 16 * 1024 {
        didSet { precondition((1...32 * 1024).contains(head), "A head has up to 32 KiB") }
    }
    /// Header fields.
    public var fields = 100
    /// Bytes of a body, without the framing of chunks.
    public var body = 64 * 1024
    /// Digits of a `Content-Length`, including leading zeros.
    public var lengthDigits = 32
    /// Digits of one chunk's size, 16 at most, including leading zeros.
    public var chunkSizeDigits = 16 {
        didSet { precondition((1...16).contains(chunkSizeDigits), "A chunk size has up to 16 digits") }
    }
    /// Bytes of all extensions of all chunks of a body.
    public var chunkExtensions = 1024
    /// Bytes of the trailer section.
    public var trailerBytes = 4 * 1024
    /// Fields of the trailer section.
    public var trailers = 16

    /// The defaults.
    public init() {}
}
