public import HTTPMessage

/// What a handler returns for a request.
public struct Answer: Sendable {
    enum Content: Sendable {
        case response(Response)
        case stream(StreamOpening)
    }

    let content: Content
    /// The index of the route for counting.
    let route: Int

    /// A complete response.
    public static func response(_ response: Response, route: Int = 0) -> Answer {
        Answer(content: .response(response), route: route)
    }

    /// Turns the connection into a stream.
    public static func stream(_ opening: StreamOpening, route: Int = 0) -> Answer {
        Answer(content: .stream(opening), route: route)
    }
}
