import CLinux
import Glibc
import System

/// Why the server cannot listen.
public enum ListenError: Error, Equatable {
    /// Another program listens there.
    case inUse
    /// There is a file that is not a socket.
    case notASocket
    /// The kernel accepts 107 bytes.
    case pathTooLong
    /// A passed descriptor is not a listening socket of a supported kind. The text follows its name.
    case unfit(String)
    /// Any other error, in the system's words.
    case system(errno: Int32, text: String)

    static let noThread = ListenError.system(errno: EAGAIN, text: "No thread")

    static var current: ListenError {
        let error = SystemError.last
        return error.code == EADDRINUSE ? .inUse : .system(errno: error.code, text: error.text)
    }
}

/// A listening socket. The caller that starts the server makes it, then the loop owns it.
final class ListeningSocket: Sendable {
    private enum Kind: Equatable {
        case tcp
        /// With the path of its file.
        case unix(String)
        /// Made by another process, which continues to listen after this one ends.
        case inherited(isUnix: Bool)
    }

    let socket: Socket
    private let kind: Kind

    var isUnix: Bool {
        switch kind {
        case .tcp, .inherited(isUnix: false): false
        case .unix, .inherited(isUnix: true): true
        }
    }

    private init(_ socket: consuming Socket, _ kind: Kind) throws(ListenError) {
        // If a connection is reset before it is accepted, `accept` must not make the loop wait for the next one.
        let flags = fcntl(socket.descriptor, F_GETFL)
        guard fcntl(socket.descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { throw .current }
        self.socket = socket
        self.kind = kind
        if !isUnix { limitBuffers() }
    }

    /// Connections inherit it. Without a limit, the kernel keeps half a megabyte or more for each client that does not
    /// read.
    private func limitBuffers() {
        socket.setOption(SO_SNDBUF, to: Server.Limits.sendBuffer)
        socket.setOption(SO_RCVBUF, to: Server.Limits.receiveBuffer)
    }

    private func listening() throws(ListenError) -> ListeningSocket {
        guard listen(socket.descriptor, SOMAXCONN) == 0 else { throw .current }
        return self
    }

    /// A nil address means all of this machine, IPv4 and IPv6.
    static func tcp(_ address: [UInt8]?, port: UInt16) throws(ListenError) -> ListeningSocket {
        let everywhere = SocketAddress(bytes: [UInt8](repeating: 0, count: 16), port: port)
        let place = address.map { SocketAddress(bytes: $0, port: port) } ?? everywhere
        guard let socket = Socket(family: place.bytes.count == 4 ? AF_INET : AF_INET6) else {
            // A kernel may lack IPv6.
            guard address == nil, errno == EAFNOSUPPORT else { throw .current }
            return try tcp([0, 0, 0, 0], port: port)
        }
        socket.setOption(SO_REUSEADDR, to: 1)
        // An IPv6 address never accepts IPv4 here: otherwise :: next to 0.0.0.0 would find its port in use.
        if place.bytes.count == 16 {
            socket.setOption(IPV6_V6ONLY, level: Int32(IPPROTO_IPV6), to: address == nil ? 0 : 1)
        }
        // Connections inherit it. The server writes whole responses, so waiting for more bytes gains nothing.
        socket.setOption(TCP_NODELAY, level: Int32(IPPROTO_TCP), to: 1)
        guard socket.bind(place.sockaddr) else { throw .current }
        return try ListeningSocket(socket, .tcp).listening()
    }

    static func unix(_ path: String) throws(ListenError) -> ListeningSocket {
        let place = [UInt8(AF_UNIX), 0] + Array(path.utf8) + [0]
        guard place.count <= MemoryLayout<sockaddr_un>.size, !path.utf8.contains(0) else { throw .pathTooLong }
        guard let socket = Socket(family: AF_UNIX) else { throw .current }
        // Before bind, so that the file never has a mode that is too open.
        fchmod(socket.descriptor, 0o660)
        if !socket.bind(place) {
            guard errno == EADDRINUSE else { throw .current }
            try removeStale(path, place)
            guard socket.bind(place) else { throw .current }
        }
        // After bind, because the umask applies to it.
        guard unsafe chmod(path, 0o660) == 0 else { throw .current }
        return try ListeningSocket(socket, .unix(path)).listening()
    }

    /// Removes the socket file of a program that was killed: nobody listens on it.
    private static func removeStale(_ path: String, _ place: [UInt8]) throws(ListenError) {
        var file = stat()
        guard unsafe lstat(path, &file) == 0 else { throw .current }
        guard file.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
        guard let probe = Socket(family: AF_UNIX) else { throw .current }
        guard !probe.connect(place) else { throw .inUse }
        guard errno == ECONNREFUSED else { throw .current }
        guard unsafe unlink(path) == 0 else { throw .current }
    }

    /// Takes ownership of the descriptor. If it throws, the caller still owns it.
    static func inherited(_ descriptor: Int32) throws(ListenError) -> ListeningSocket {
        let isUnix = try listensOnUnix(descriptor)
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, let socket = Socket(descriptor) else { throw .current }
        return try ListeningSocket(socket, .inherited(isUnix: isUnix))
    }

    private static func listensOnUnix(_ descriptor: Int32) throws(ListenError) -> Bool {
        guard let kind = Socket.option(SO_TYPE, of: descriptor) else {
            throw .unfit(errno == EBADF ? "is not open" : "is not a socket")
        }
        guard kind == Int32(SOCK_STREAM.rawValue) else { throw .unfit("is not a stream socket") }
        let family = Socket.option(SO_DOMAIN, of: descriptor) ?? AF_UNSPEC
        guard [AF_INET, AF_INET6, AF_UNIX].contains(family) else { throw .unfit("is neither a TCP nor a Unix socket") }
        guard Socket.option(SO_ACCEPTCONN, of: descriptor) == 1 else { throw .unfit("does not listen") }
        return family == AF_UNIX
    }

    /// An inherited socket is only closed: a shutdown, or removing its file, would affect its owner too.
    func stop() {
        if case .inherited = kind { return }
        if case .unix(let path) = kind { _ = unsafe unlink(path) }
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
    }
}
