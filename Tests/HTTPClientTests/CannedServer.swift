import Aside
import CLinux
import Glibc
import Synchronization

@testable import HTTPServer

/// What a canned server does with its connection.
typealias Script = @Sendable (borrowing Socket) -> Void

/// A server that takes one connection, reads what is there, and goes by its script whatever it was asked. Over TCP, on a
/// free port of loopback.
func startCannedServer(_ script: @escaping Script) throws -> UInt16 {
    let listener = try ListeningSocket.tcp([127, 0, 0, 1], port: 0)
    let port = listener.socket.localAddress?.port ?? 0
    serve(listener, script)
    return port
}

/// The same on a Unix socket, whose file goes when the script is over.
func startCannedServer(on path: String, _ script: @escaping Script) throws {
    serve(try ListeningSocket.unix(path), script)
}

private func serve(_ listener: ListeningSocket, _ script: @escaping Script) {
    aside {
        defer { listener.stop() }
        var waiting = pollfd(fd: listener.socket.descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, 5_000) > 0, let socket = Socket(kith_accept(listener.socket.descriptor))
        else { return }
        var request = [UInt8](repeating: 0, count: 4_096)
        _ = unsafe recv(socket.descriptor, &request, request.count, 0)
        script(socket)
    }
}

extension Socket {
    /// In portions of that many bytes, each on its way before the next is given to the kernel.
    func say(_ text: String, portion: Int = .max) {
        setOption(TCP_NODELAY, level: Int32(IPPROTO_TCP), to: 1)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe Array(rest.prefix(portion)).withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Raised once, seen from any thread.
final class Flag: Sendable {
    private let isRaised = Atomic(false)

    func raise() { isRaised.store(true, ordering: .releasing) }

    /// Not for ever, so that a test which fails leaves no thread behind.
    func wait() {
        for _ in 0..<30_000 where !isRaised.load(ordering: .acquiring) { usleep(1_000) }
    }
}
