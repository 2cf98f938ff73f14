import CLinux
import Glibc
import TLS

/// The bytes of one connection: as they are, or in TLS. The first byte decides which.
struct ClientSocket: ~Copyable {
    private let socket: Socket
    /// Nil for a plain connection.
    private var secure: SecureLayer?
    /// Whether TLS may begin on it.
    let mayBeTLS: Bool

    /// The first byte of a TLS connection: a handshake record. No HTTP method begins with it.
    static let firstByteOfTLS: UInt8 = 0x16

    init(_ socket: consuming Socket, mayBeTLS: Bool) {
        self.socket = socket
        self.mayBeTLS = mayBeTLS
    }

    /// A socket that stays plain.
    init(_ socket: consuming Socket) { self.init(socket, mayBeTLS: false) }

    var descriptor: Int32 { socket.descriptor }

    mutating func start(_ layer: SecureLayer) { secure = layer }

    func receive(into room: inout [UInt8], atMost most: Int = .max) -> Socket.Transfer {
        guard let secure else { return socket.receive(into: &room, atMost: most) }
        return secure.receive(from: socket, into: &room, atMost: most)
    }

    /// Takes bytes that were received before it was known that they are TLS.
    func open(_ sealed: ArraySlice<UInt8>, into room: inout [UInt8]) -> Socket.Transfer {
        secure?.open(sealed, into: &room, over: socket) ?? .ended
    }

    /// Returns how many of the bytes were sent. With TLS, bytes that were sealed are reported when all of them were sent:
    /// the next call must begin with the same bytes.
    func send(_ bytes: ArraySlice<UInt8>, endFollows: Bool = false) -> Socket.Transfer {
        guard let secure else { return socket.send(bytes, endFollows: endFollows) }
        return secure.send(bytes, over: socket)
    }

    /// Sends what TLS itself has to send. Returns false if the other side has gone.
    func flush() -> Bool { secure?.flush(to: socket) ?? true }

    /// Whether TLS has bytes that were not sent.
    var holdsUnsent: Bool { secure?.holdsUnsent ?? false }
    /// Whether the first bytes that are to be sent are sealed already.
    var hasBegunToSend: Bool { secure?.hasBegunToSend ?? false }
    /// Whether bytes can be received that the kernel does not report.
    var hasRest: Bool { secure?.hasRest ?? false }

    /// Says that nothing follows, as far as that is possible now.
    func sayEnd() { secure?.sayEnd(over: socket) }

    func setOption(_ option: Int32, level: Int32, to value: Int32) {
        socket.setOption(option, level: level, to: value)
    }

    func resetWhenClosed() { socket.resetWhenClosed() }
}
