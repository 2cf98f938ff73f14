/// Why there is no response.
public enum ClientError: Error, Equatable {
    /// Nobody answers there, or the connection broke. With the system's text for it.
    case notReachable(String)
    /// This user may not connect to the socket file.
    case notPermitted
    /// A user whom the caller does not trust listens on the socket file.
    case foreign(user: UInt32)
    /// The time limit passed before the response was complete.
    case timedOut
    /// The bytes are not HTTP, ended too early, or are more than allowed.
    case malformed
}
