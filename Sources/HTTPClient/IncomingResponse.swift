public import HTTPMessage

/// A response whose head has arrived, and whose body is read as it arrives. Its end closes the connection.
public struct IncomingResponse: ~Copyable {
    private static let mostWhole = 1024 * 1024

    /// Status and fields. The body is empty here.
    public let head: Response
    private let stream: Stream
    private let sendWasLost: Bool
    private var body: BodyDecoder
    /// What the body decoder has not read: at most one portion of the socket.
    private var received: ArraySlice<UInt8>

    static func open(
        _ request: Request, to destination: HTTPClient.Destination, until deadline: ContinuousClock.Instant
    ) throws(ClientError) -> IncomingResponse {
        var request = request
        request.fields["Host"] = request.fields["Host"] ?? destination.host
        request.fields["Connection"] = "close"
        let stream = try Stream.open(to: destination, until: deadline)
        let isSent = try stream.send(request.wireBytes, until: deadline)
        let (head, rest) = try readHead(from: stream, until: deadline, afterLostSend: !isSent)
        let body = try BodyDecoder(of: head, answering: request.method)
        return IncomingResponse(head: head, stream: stream, sendWasLost: !isSent, body: body, received: rest)
    }

    /// Returns the head, and the bytes after it.
    private static func readHead(
        from stream: borrowing Stream, until deadline: ContinuousClock.Instant, afterLostSend: Bool
    ) throws(ClientError) -> (Response, ArraySlice<UInt8>) {
        var parser = HeadParser()
        var isBegun = false
        while let bytes = try stream.receive(until: deadline, afterLostSend: afterLostSend) {
            isBegun = true
            var rest = bytes[...]
            if let head = try parser.read(&rest) { return (head, rest) }
        }
        // A server that stops closes connections without a response: that is no protocol error.
        throw isBegun ? .malformed : .notReachable("the connection was closed without a response")
    }

    /// Returns the next bytes of the body, at most 16 KiB. Returns nil at its end. Throws `timedOut` if nothing arrived
    /// for that long. After that a caller may continue to wait. After any other error the response is unusable.
    public mutating func next(within idle: Duration) throws(ClientError) -> [UInt8]? {
        try next(until: ContinuousClock.now + idle)
    }

    private mutating func next(until deadline: ContinuousClock.Instant) throws(ClientError) -> [UInt8]? {
        while true {
            let portion = try body.read(&received)
            if !portion.isEmpty { return Array(portion) }
            if body.isOver { return nil }
            guard let bytes = try stream.receive(until: deadline, afterLostSend: sendWasLost) else {
                try body.finish()
                return nil
            }
            received = bytes[...]
        }
    }

    consuming func whole(until deadline: ContinuousClock.Instant) throws(ClientError) -> Response {
        var response = head
        while let portion = try next(until: deadline) {
            guard response.body.count + portion.count <= Self.mostWhole else { throw .malformed }
            response.body += portion
        }
        return response
    }
}
