extension Server {
    /// The limits of connections.
    public struct Limits: Sendable {
        /// Concurrent connections over the network. The server closes further ones at once.
        public var connections = 4_096
        /// Of these, from one address.
        public var connectionsOfAnAddress = 256
        /// Whether an address stands for many clients. Limits by address then do not apply.
        public var standsForMany: @Sendable (SocketAddress) -> Bool = { _ in false }
        /// Over Unix sockets, separate from those of the network: neither can use up the other.
        public var connectionsOverUnix = 256
        /// The IPv6 networks of this machine's interfaces. Neighbours there are counted one by one.
        public var onLink = OnLinkPrefixes()
        /// TLS handshakes from one address. An address that stands for many clients is exempt.
        public var handshakesOfAnAddress = Rate(30, per: .seconds(60))
        /// TLS handshakes from all addresses.
        public var handshakes = Rate(20, per: .seconds(1))
        /// The limits of one request.
        public var message = MessageLimits()
        /// The time for a request to arrive, and again for its response to be sent.
        public var patience = Duration.seconds(10)
        /// The time until the next request on a connection begins.
        public var idle = Duration.seconds(60)
        /// How long a stop waits for the first request of a client that has just connected.
        public var newcomers = Duration.milliseconds(250)
        /// The limits of one stream.
        public var streams = StreamLimits()

        /// The kernel's buffer for unsent responses of a connection. The kernel doubles it for its own records.
        static let sendBuffer: Int32 = 32 * 1_024
        /// The kernel's buffer for received bytes that are not read.
        static let receiveBuffer: Int32 = 16 * 1_024

        /// The defaults.
        public init() {}
    }
}
