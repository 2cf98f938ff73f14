public import HTTPMessage

/// One request, one answer, one connection; blocks its thread meanwhile.
public enum HTTPClient {
    /// Where a request goes.
    public enum Destination: Hashable, Sendable {
        /// The path of a socket file, and the users that may answer there: nothing is sent to any other. Nil for any.
        case unix(String, servedBy: Set<UInt32>? = nil)
        /// A numeric v4 or v6 address, and the port.
        case tcp(String, port: UInt16)
    }

    /// Sends the request with a `Host` of the destination, unless it has one, and reads the whole answer, whose body has
    /// at most 1 MiB. `timeout` covers all of it.
    public static func send(
        _ request: Request, to destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> Response {
        let deadline = ContinuousClock.now + timeout
        let answer = try IncomingResponse.open(request, to: destination, until: deadline)
        return try answer.whole(until: deadline)
    }

    /// The same, but gives the answer as soon as its head is there, which `timeout` covers. The body is read as it comes.
    public static func open(
        _ request: Request, to destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> IncomingResponse {
        try IncomingResponse.open(request, to: destination, until: ContinuousClock.now + timeout)
    }

    /// Asks for an event stream. `timeout` covers the way to its head or, where the answer is another, all of that.
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
