extension Server {
    /// What connections may cost.
    public struct Limits: Sendable {
        /// Connections at one time; one more is closed at once.
        public var connections = 256
        /// Bytes of request line and header fields.
        public var head = 16 * 1024
        /// Bytes of a body.
        public var body = 64 * 1024
        /// For a request to arrive, and again for its answer to leave.
        public var patience = Duration.seconds(10)
        /// For the next request on a connection to begin.
        public var idle = Duration.seconds(60)

        /// The defaults.
        public init() {}
    }
}
