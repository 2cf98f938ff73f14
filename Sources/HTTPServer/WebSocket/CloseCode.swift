/// The code of a close frame (RFC 6455, 7.4). 1005, 1006 and 1015 describe an end without a frame and are never sent.
public struct CloseCode: Hashable, Sendable {
    /// The number in the frame.
    public let value: UInt16

    /// Returns nil for a code that a frame must not contain: reserved numbers, and undefined ones.
    public init?(_ value: UInt16) {
        switch value {
        // 1012 to 1014 were registered after the RFC. Browsers and other servers send them.
        case 1000...1003, 1007...1014: break
        // For libraries and applications.
        case 3000...4999: break
        default: return nil
        }
        self.value = value
    }

    private init(known value: UInt16) { self.value = value }

    /// Everything was sent. Also the answer to a close without a code.
    public static let normal = CloseCode(known: 1000)
    /// The server stops.
    public static let goingAway = CloseCode(known: 1001)
    /// The frames broke the rules of the RFC.
    public static let protocolError = CloseCode(known: 1002)
    /// Well-formed, but of a kind that this stream does not accept: a binary message instead of text.
    public static let unsupportedData = CloseCode(known: 1003)
    /// Text that is not UTF-8.
    public static let invalidPayload = CloseCode(known: 1007)
    /// Not allowed, or no longer: a credential was revoked.
    public static let policyViolation = CloseCode(known: 1008)
    /// Over a limit of size.
    public static let tooBig = CloseCode(known: 1009)
    /// A fault of the server.
    public static let internalError = CloseCode(known: 1011)
    /// The client reads too slowly. It may reconnect later and resume.
    public static let tryAgainLater = CloseCode(known: 1013)
}
