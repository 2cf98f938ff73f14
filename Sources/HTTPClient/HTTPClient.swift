public import HTTPMessage

/// One request, one answer, one connection; blocks its thread meanwhile.
public enum HTTPClient {
    /// Where a request goes.
    public enum Destination: Hashable, Sendable {
        /// The path of a socket file.
        case unix(String)
        /// A numeric v4 or v6 address, and the port.
        case tcp(String, port: UInt16)
    }

    /// Sends the request with a `Host` of the destination, unless it has one, and reads the whole answer. `timeout`
    /// covers all of it.
    public static func send(
        _ request: Request, to destination: Destination, timeout: Duration = .seconds(10)
    ) throws(ClientError) -> Response {
        let deadline = ContinuousClock.now + timeout
        var request = request
        request.fields["Host"] = request.fields["Host"] ?? destination.host
        request.fields["Connection"] = "close"
        let stream = try Stream.open(to: destination, until: deadline)
        let isSent = try stream.send(request.wireBytes, until: deadline)
        var parser = ResponseParser(answering: request.method)
        while let bytes = try stream.receive(until: deadline, afterLostSend: !isSent) {
            if let response = try parser.read(bytes) { return response }
        }
        return try parser.finish()
    }
}

extension HTTPClient.Destination {
    fileprivate var host: String {
        switch self {
        case .unix: "localhost"
        case .tcp(let address, let port): address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
    }
}
