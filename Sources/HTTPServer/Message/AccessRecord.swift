public import HTTPMessage

/// One request and how it was answered, for a log.
public struct AccessRecord: Sendable {
    /// Who asked.
    public let connection: ConnectionInfo
    /// What was asked for: the index of one of the routes that the server was given. Not the address as it was written,
    /// which may hold what nobody but the two ends should read.
    public let route: Int
    /// How it went; 101 and 200 where a stream began.
    public let status: Status
    /// From the whole request to its answer.
    public let duration: Duration
}
