/// Why a WebSocket ends (RFC 6455, 7.4): one that may stand in a close frame. 1005, 1006 and 1015 name what happened
/// without one and never go over the wire.
public struct CloseCode: Hashable, Sendable {
    /// As it stands in the frame.
    public let value: UInt16

    /// Nil for what may not stand in a frame: reserved numbers, and those that nobody defined.
    public init?(_ value: UInt16) {
        switch value {
        // 1012 to 1014 were registered after the RFC; browsers and other servers send them.
        case 1000...1003, 1007...1014: break
        // Of libraries and of applications, whatever they mean by them.
        case 3000...4999: break
        default: return nil
        }
        self.value = value
    }

    private init(known value: UInt16) { self.value = value }

    /// All was said. Also the answer to a close without a code.
    public static let normal = CloseCode(known: 1000)
    /// The server stops.
    public static let goingAway = CloseCode(known: 1001)
    /// The frames were not as the RFC has them.
    public static let protocolError = CloseCode(known: 1002)
    /// Well-formed, but nothing this stream takes: a binary message where text is spoken.
    public static let unsupportedData = CloseCode(known: 1003)
    /// Text that is not UTF-8.
    public static let invalidPayload = CloseCode(known: 1007)
    /// Not allowed, or not any more: a credential was revoked.
    public static let policyViolation = CloseCode(known: 1008)
    /// Over a limit of size.
    public static let tooBig = CloseCode(known: 1009)
    /// A fault of the server.
    public static let internalError = CloseCode(known: 1011)
    /// Too slow to take what there is for it: to come again later, and go on from where it was.
    public static let tryAgainLater = CloseCode(known: 1013)
}
