public import HTTPMessage

/// One request and its result, for a log.
public struct AccessRecord: Sendable {
    /// The caller.
    public let connection: ConnectionInfo
    /// The index of the route. Not the path as it was sent: that may contain what only the two ends should read.
    public let route: Int
    /// The status of the response. 101 and 200 if a stream began.
    public let status: Status
    /// The time from the whole request to its answer.
    public let duration: Duration
}
