import Glibc
import Testing

@testable import HTTPServer

@Suite struct ListenerLimitsTests {
    /// What the kernel may keep for a client that does not read; connections inherit it. The kernel doubles the value.
    @Test func theKernelKeepsLittleOfAConnection() throws {
        let own = try ListeningSocket.tcp(loopback, port: 0)
        expectLimits(own.socket.descriptor)

        // As systemd passes it: made and listened on by somebody else.
        guard let passed = Socket(family: AF_INET) else { throw ListenError.current }
        let isBound = passed.bind(SocketAddress(bytes: loopback, port: 0).sockaddr)
        #expect(isBound)
        #expect(listen(passed.descriptor, 1) == 0)
        let inherited = try ListeningSocket.inherited(dup(passed.descriptor))
        expectLimits(inherited.socket.descriptor)
    }

    private func expectLimits(_ descriptor: Int32, _ place: SourceLocation = #_sourceLocation) {
        #expect(Socket.option(SO_SNDBUF, of: descriptor) == 2 * Server.Limits.sendBuffer, sourceLocation: place)
        #expect(Socket.option(SO_RCVBUF, of: descriptor) == 2 * Server.Limits.receiveBuffer, sourceLocation: place)
    }

    /// `::` next to `0.0.0.0` would find its port in use if it accepted the IPv4 addresses as well.
    @Test func aNamedV6AddressIsNoV4One() throws {
        let v4 = try ListeningSocket.tcp([0, 0, 0, 0], port: 0)
        let port = try #require(v4.socket.localAddress?.port)
        let v6 = try ListeningSocket.tcp([UInt8](repeating: 0, count: 16), port: port)
        #expect(v6.socket.localAddress?.port == port)
    }
}
