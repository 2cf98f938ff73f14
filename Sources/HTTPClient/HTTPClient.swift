public import HTTPMessage

/// One request and one response over one connection. Blocks its thread.
public enum HTTPClient {
    /// Where a request goes.
    public enum Destination: Hashable, Sendable {
        /// The path of a socket file, and the users that may answer there. Nothing is sent to other users. Nil for any
        /// user.
        case unix(String, servedBy: Set<UInt32>? = nil)
        /// A numeric IPv4 or IPv6 address, and the port.
        case tcp(String, port: UInt16)
    }

    /// Sends the request with a `Host` of the destination, unless it has one, and reads the whole response. The body
    /// may have up to 1 MiB. `timeout` covers everything.
    public static func send(
        _ request: Request, to destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> Response {
        let deadline = ContinuousClock.now + timeout
        let answer = try IncomingResponse.open(request, to: destination, until: deadline)
        return try answer.whole(until: deadline)
    }

    /// The same, but returns the response when its head has arrived. `timeout` covers the head. The body is read as it
    /// arrives.
    public static func open(
        _ request: Request, to destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> IncomingResponse {
        try IncomingResponse.open(request, to: destination, until: ContinuousClock.now + timeout)
    }

    /// Asks for an event stream. `timeout` covers the head, or the whole of any other response.
    public static func events(
        _ request: Request, from destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> EventAnswer {
        let deadline = ContinuousClock.now + timeout
        var request = request
        request.fields["Accept"] = request.fields["Accept"] ?? EventSource.mediaType
        let answer = try IncomingResponse.open(request, to: destination, until: deadline)
        guard EventSource.canRead(answer.head) else { return .other(try answer.whole(until: deadline)) }
        return .stream(EventSource(answer))
    }
}

extension HTTPClient.Destination {
    var host: String {
        switch self {
        case .unix: "localhost"
        case .tcp(let address, let port): address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
    }
}
