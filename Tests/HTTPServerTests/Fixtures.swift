import CLinux
import Glibc
import HTTPMessage
import Synchronization

@testable import HTTPServer

/// A separate folder for the socket files of one test, removed with it.
final class SocketFolder: Sendable {
    let path = "/tmp/kith-http-\(getpid())-\(UInt32.random(in: .min ... .max))"

    init() { precondition(unsafe mkdir(path, 0o700) == 0, "No folder \(path)") }

    deinit {
        unsafe unlink(socket)
        unsafe rmdir(path)
    }

    var socket: String { path + "/s" }
}

let loopback: [UInt8] = [127, 0, 0, 1]

/// Bytes to a server, as raw as they are.
final class RawConnection {
    private let socket: Socket

    init(to place: SocketAddress) throws(ListenError) {
        guard let socket = Socket(family: place.bytes.count == 4 ? AF_INET : AF_INET6), socket.connect(place.sockaddr)
        else { throw .current }
        self.socket = socket
    }

    /// On loopback.
    convenience init(port: UInt16) throws(ListenError) {
        try self.init(to: SocketAddress(bytes: loopback, port: port))
    }

    init(unix path: String) throws(ListenError) {
        guard let socket = Socket(family: AF_UNIX), socket.connect([UInt8(AF_UNIX), 0] + Array(path.utf8) + [0])
        else { throw .current }
        self.socket = socket
    }

    func send(_ text: String) -> Bool { send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) -> Bool { socket.send(bytes, until: .now + .seconds(5)) }

    /// Bytes as they arrive, until there are so many or no more arrive.
    func receive(count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = socket.receive(until: .now + .seconds(20)), !more.isEmpty {
            bytes += more
        }
        return bytes
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(socket.descriptor, Int32(SHUT_WR)) }

    /// The other side gets a reset.
    func breakOff() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            socket.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// What comes next; empty at the end, nil where nothing comes for three seconds or the connection broke.
    func receive() -> String? {
        socket.receive(until: .now + .seconds(3)).map { String(decoding: $0, as: UTF8.self) }
    }

    func receiveAll() -> String {
        var text = ""
        while let portion = receive(), !portion.isEmpty { text += portion }
        return text
    }
}

/// Raised once, seen from any thread.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
