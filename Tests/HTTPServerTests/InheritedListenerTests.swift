import CLinux
import Glibc
import HTTPClient
import HTTPMessage
import Testing

@testable import HTTPServer

/// Listeners that somebody else made.
@Suite struct InheritedListenerTests {
    private let server = Server { _, _, _ in .response(Response(.ok)) }

    private func some(_ socket: consuming Socket?) throws(ListenError) -> Socket {
        guard let socket else { throw .current }
        return socket
    }

    private func made(
        _ family: Int32, _ kind: __socket_type = SOCK_STREAM, flags: UInt32 = SOCK_CLOEXEC.rawValue
    ) throws(ListenError) -> Socket {
        try some(Socket(socket(family, Int32(kind.rawValue | flags), 0)))
    }

    /// While a server runs it answers. Later connections wait for the next server.
    @Test(arguments: [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]])
    func takesOverATCPSocket(_ address: [UInt8]) throws {
        let owner = try ListeningSocket.tcp(address, port: 0)
        let bound = owner.socket.localAddress
        let place = try #require(bound)
        let destination = HTTPClient.Destination.tcp(place.text, port: place.port)
        for _ in 0..<2 {
            let server = Server { _, _, _ in .response(Response(.ok)) }
            let early = try RawConnection(to: place)
            #expect(early.send("GET / HTTP/1.0\r\n\r\n"))
            #expect(try server.listen(inherited: dup(owner.socket.descriptor)) == place.port)
            #expect(try HTTPClient.send(Request(.get, "/"), to: destination).status == .ok)
            #expect(early.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
            server.stop()
        }
    }

    @Test func takesOverAUnixSocket() throws {
        let folder = SocketFolder()
        let owner = try ListeningSocket.unix(folder.socket)
        for _ in 0..<2 {
            let server = Server { _, info, _ in
                guard case .unix(let peer) = info else { return .response(Response(.internalServerError)) }
                return .response(Response(.ok, body: Array("\(peer.pid)".utf8)))
            }
            #expect(try server.listen(inherited: dup(owner.socket.descriptor)) == nil)
            let response = try HTTPClient.send(Request(.get, "/"), to: .unix(folder.socket))
            #expect(String(decoding: response.body, as: UTF8.self) == "\(getpid())")
            server.stop()
        }
        var file = stat()
        #expect(unsafe stat(folder.socket, &file) == 0, "the file is its owner's")
        owner.stop()
    }

    @Test func makesItsOwnOfWhatItTakesOver() throws {
        let socket = try made(AF_INET, flags: 0)
        let isListening =
            socket.bind(SocketAddress(bytes: loopback, port: 0).sockaddr) && listen(socket.descriptor, 1) == 0
        #expect(isListening)
        let copy = dup(socket.descriptor)
        #expect(fcntl(copy, F_GETFL) & O_NONBLOCK == 0)
        #expect(fcntl(copy, F_GETFD) & FD_CLOEXEC == 0)
        let listener = try ListeningSocket.inherited(copy)
        #expect(listener.socket.descriptor == copy)
        #expect(fcntl(copy, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(copy, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func refusesWhatDoesNotListen() throws {
        func expect(_ descriptor: Int32, _ why: String) {
            #expect(throws: ListenError.unfit(why)) { try server.listen(inherited: descriptor) }
        }
        expect(-1, "is not open")
        let file = try some(Socket(unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)))
        expect(file.descriptor, "is not a socket")
        let datagrams = try made(AF_INET, SOCK_DGRAM)
        expect(datagrams.descriptor, "is not a stream socket")
        let packets = try made(AF_UNIX, SOCK_SEQPACKET)
        expect(packets.descriptor, "is not a stream socket")
        for family in [AF_INET, AF_INET6, AF_UNIX] {
            let silent = try made(family)
            expect(silent.descriptor, "does not listen")
            #expect(fcntl(silent.descriptor, F_GETFD) >= 0, "what is refused stays open")
        }
        let other = Server { _, _, _ in .response(Response(.ok)) }
        let connected = try made(AF_INET)
        let port = try other.listen(address: loopback, port: 0)
        let isConnected = connected.connect(SocketAddress(bytes: loopback, port: port).sockaddr)
        #expect(isConnected)
        expect(connected.descriptor, "does not listen")
        other.stop()
    }
}
