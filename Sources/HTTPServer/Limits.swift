extension Server {
    /// What connections may cost.
    public struct Limits: Sendable {
        /// Connections over the network at one time; one more is closed at once.
        public var connections = 4_096
        /// Of these, from one address.
        public var connectionsOfAnAddress = 256
        /// Who stands for many, and so counts as no address.
        public var standsForMany: @Sendable (SocketAddress) -> Bool = { _ in false }
        /// Over Unix sockets, apart from those of the network: neither keeps the other out.
        public var connectionsOverUnix = 256
        /// The v6 networks of this machine's interfaces: neighbours there are told apart one by one.
        public var onLink = OnLinkPrefixes()
        /// What one request may hold.
        public var message = MessageLimits()
        /// For a request to arrive, and again for its answer to leave.
        public var patience = Duration.seconds(10)
        /// For the next request on a connection to begin.
        public var idle = Duration.seconds(60)
        /// What one stream may cost.
        public var streams = StreamLimits()

        /// What the kernel may keep of a connection's unsent answers; it doubles this for its own records.
        static let sendBuffer: Int32 = 32 * 1_024
        /// The same of what has arrived and is not read yet.
        static let receiveBuffer: Int32 = 16 * 1_024

        /// The defaults.
        public init() {}
    }
}
