import CLinux
import Glibc

/// Why a place cannot be listened on.
public enum ListenError: Error, Equatable {
    /// Another program listens there.
    case inUse
    /// A file that is no socket stands at the path.
    case notASocket
    /// The kernel takes 107 bytes.
    case pathTooLong
    /// Anything else, in the system's words.
    case system(errno: Int32, text: String)

    static let noThread = ListenError.system(errno: EAGAIN, text: "No thread")

    static var current: ListenError {
        let code = errno
        return code == EADDRINUSE ? .inUse : .system(errno: code, text: unsafe String(cString: strerror(code)))
    }
}

/// A listening socket, made by whoever starts the server, then owned by its loop.
final class Listener: Sendable {
    let socket: Socket
    /// Where the socket file stands.
    private let path: String?
    var isUnix: Bool { path != nil }

    private init(_ socket: consuming Socket, path: String?) throws(ListenError) {
        // A connection that is reset before it is accepted must not make the loop wait for the next.
        guard fcntl(socket.descriptor, F_SETFL, O_NONBLOCK) == 0, listen(socket.descriptor, SOMAXCONN) == 0 else {
            throw .current
        }
        self.socket = socket
        self.path = path
    }

    /// Nil for an address: all of this machine, v4 and v6.
    static func tcp(_ address: [UInt8]?, port: UInt16) throws(ListenError) -> Listener {
        let everywhere = SocketAddress(bytes: [UInt8](repeating: 0, count: 16), port: port)
        let place = address.map { SocketAddress(bytes: $0, port: port) } ?? everywhere
        guard let socket = Socket(family: place.bytes.count == 4 ? AF_INET : AF_INET6) else {
            // A kernel may lack v6.
            guard address == nil, errno == EAFNOSUPPORT else { throw .current }
            return try tcp([0, 0, 0, 0], port: port)
        }
        socket.setOption(SO_REUSEADDR, to: 1)
        if address == nil { socket.setOption(IPV6_V6ONLY, level: Int32(IPPROTO_IPV6), to: 0) }
        guard socket.bind(place.sockaddr) else { throw .current }
        return try Listener(socket, path: nil)
    }

    static func unix(_ path: String) throws(ListenError) -> Listener {
        let place = [UInt8(AF_UNIX), 0] + Array(path.utf8) + [0]
        guard place.count <= MemoryLayout<sockaddr_un>.size, !path.utf8.contains(0) else { throw .pathTooLong }
        guard let socket = Socket(family: AF_UNIX) else { throw .current }
        // Before the bind, so that the file is at no moment open to more than it should be.
        fchmod(socket.descriptor, 0o660)
        if !socket.bind(place) {
            guard errno == EADDRINUSE else { throw .current }
            try removeStale(path, place)
            guard socket.bind(place) else { throw .current }
        }
        // After it, since the umask has taken its share.
        guard unsafe chmod(path, 0o660) == 0 else { throw .current }
        return try Listener(socket, path: path)
    }

    /// A socket file stays behind when its program is killed; nobody answers on it then.
    private static func removeStale(_ path: String, _ place: [UInt8]) throws(ListenError) {
        var file = stat()
        guard unsafe lstat(path, &file) == 0 else { throw .current }
        guard file.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
        guard let probe = Socket(family: AF_UNIX) else { throw .current }
        guard !probe.connect(place) else { throw .inUse }
        guard errno == ECONNREFUSED else { throw .current }
        guard unsafe unlink(path) == 0 else { throw .current }
    }

    func stop() {
        if let path { _ = unsafe unlink(path) }
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
    }
}
