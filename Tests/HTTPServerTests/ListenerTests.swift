import CLinux
import Glibc
import HTTPMessage
import Testing

@testable import HTTPServer

@Suite struct ListenerTests {
    private let server = Server { _, _, _ in .response(Response(.ok)) }

    @Test func refusesATakenPort() throws {
        let port = try server.listen(address: loopback, port: 0)
        #expect(port != 0)
        #expect(throws: ListenError.inUse) { try server.listen(address: loopback, port: port) }
        server.stop()
    }

    @Test func refusesAForeignAddress() {
        #expect { try server.listen(address: [192, 0, 2, 254], port: 0) } throws: { error in
            guard case .system(let code, let text) = error as? ListenError else { return false }
            return code == EADDRNOTAVAIL && !text.isEmpty
        }
    }

    @Test func replacesAStaleSocket() throws {
        let folder = SocketFolder()
        // Bound and never listened on: nobody answers.
        let stale = Socket(family: AF_UNIX)
        let isBound = stale?.bind([UInt8(AF_UNIX), 0] + Array(folder.socket.utf8) + [0])
        #expect(isBound == true)
        try server.listen(unix: folder.socket)
        server.stop()
    }

    @Test func leavesALiveSocket() throws {
        let folder = SocketFolder()
        let other = Server { _, _, _ in .response(Response(.ok)) }
        try other.listen(unix: folder.socket)
        #expect(throws: ListenError.inUse) { try server.listen(unix: folder.socket) }
        other.stop()
        try server.listen(unix: folder.socket)
        server.stop()
    }

    @Test func leavesAFile() throws {
        let folder = SocketFolder()
        close(unsafe open(folder.socket, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: ListenError.notASocket) { try server.listen(unix: folder.socket) }
        var file = stat()
        #expect(unsafe stat(folder.socket, &file) == 0)
    }

    @Test func refusesALongPath() {
        let path = "/tmp/" + String(repeating: "a", count: 103)
        #expect(throws: ListenError.pathTooLong) { try server.listen(unix: path) }
    }

    @Test(
        arguments: [
            ([192, 168, 1, 2], "192.168.1.2"), ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], "10.0.0.1"),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "::1"),
            ([0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], "fd00::2"),
        ] as [([UInt8], String)])
    func writesAddresses(_ bytes: [UInt8], _ text: String) throws {
        let address = SocketAddress(bytes: bytes, port: 6969)
        #expect(address.text == text)
        #expect(SocketAddress(sockaddr: address.sockaddr) == address)
    }
}
