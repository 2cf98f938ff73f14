public import HTTPMessage

/// What a handler has to say to a request.
public struct Answer: Sendable {
    enum Content: Sendable {
        case response(Response)
        case stream(StreamOpening)
    }

    let content: Content
    /// Where it is counted: the index of one of the routes that the server was given.
    let route: Int

    /// A whole response.
    public static func response(_ response: Response, route: Int = 0) -> Answer {
        Answer(content: .response(response), route: route)
    }

    /// The connection becomes a stream.
    public static func stream(_ opening: StreamOpening, route: Int = 0) -> Answer {
        Answer(content: .stream(opening), route: route)
    }
}
