/// Why there is no answer.
public enum ClientError: Error, Equatable {
    /// Nobody answers there, or the connection broke; with the system's word for it.
    case notReachable(String)
    /// This user may not connect to the socket file.
    case notPermitted
    /// Another user than one of those that the caller trusts listens on the socket file.
    case foreign(user: UInt32)
    /// The time was over before the answer was whole.
    case timedOut
    /// What came is no HTTP, ended too early, or is larger than allowed.
    case malformed
}
