import CLinux
import Glibc
import HTTPMessage
import Synchronization

@testable import HTTPServer

/// A folder of its own for the socket files of one test, removed with it.
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

/// Bytes to a server on loopback, as raw as they are.
final class RawConnection {
    private let socket: Socket

    init(port: UInt16) throws(ListenError) {
        guard let socket = Socket(family: AF_INET),
            socket.connect(SocketAddress(bytes: loopback, port: port).sockaddr)
        else { throw .current }
        self.socket = socket
    }

    func send(_ text: String) -> Bool { socket.send(Array(text.utf8), until: .now + .seconds(5)) }

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

/// A server that takes one connection, reads what is there and answers with the same bytes whatever it was asked.
func startCannedServer(_ answer: [UInt8], portion: Int = .max, holding: Duration = .zero) throws -> UInt16 {
    let listener = try Listener.tcp(loopback, port: 0)
    let port = listener.socket.localAddress?.port ?? 0
    _ = detach {
        guard let socket = listener.accept() else { return }
        _ = socket.receive(until: .now + .seconds(1))
        var rest = answer[...]
        while !rest.isEmpty, socket.send(Array(rest.prefix(portion)), until: .now + .seconds(5)) {
            rest = rest.dropFirst(portion)
        }
        usleep(UInt32(holding.components.seconds * 1_000_000))
        listener.stop()
    }
    return port
}

/// Raised once, seen from any thread.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
