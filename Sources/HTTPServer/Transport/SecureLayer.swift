import TLS

/// TLS over a socket. An idle one holds the session and nothing else.
final class SecureLayer {
    private let session: TLSSession
    private let buffers: TLSBuffers
    /// Sealed bytes for which the kernel had no space.
    private var unsent: [UInt8] = []
    /// How many plain bytes those hold that were not reported as sent.
    private var claimed = 0
    private(set) var hasFailed = false

    /// More than one record and the answers of TLS itself: a client that lets these grow reads nothing.
    private static let mostUnsent = 64 * 1_024

    init(_ session: TLSSession, _ buffers: TLSBuffers) {
        self.session = session
        self.buffers = buffers
    }

    var isShakingHands: Bool { !session.isOpen }
    var isInside: Bool { !session.isOpen || session.hasPartOfRecord }
    var hasRest: Bool { session.hasRest }
    var peerHasEnded: Bool { session.peerHasEnded }
    var holdsUnsent: Bool { !unsent.isEmpty }
    var hasBegunToSend: Bool { claimed > 0 }

    func receive(from socket: borrowing Socket, into room: inout [UInt8], atMost most: Int) -> Socket.Transfer {
        guard !hasFailed else { return .ended }
        if session.hasRest {
            return finish(session.openRest(into: &room, atMost: most), over: socket)
        }
        switch socket.receive(into: &buffers.input, atMost: most) {
        case .count(let count):
            return finish(session.open(buffers.input[..<count], into: &room, atMost: most), over: socket)
        case .nothingNow: return .nothingNow
        case .ended: return .ended
        }
    }

    func open(_ sealed: ArraySlice<UInt8>, into room: inout [UInt8], over socket: borrowing Socket) -> Socket.Transfer {
        finish(session.open(sealed, into: &room, atMost: .max), over: socket)
    }

    private func finish(_ opened: TLSSession.Opened, over socket: borrowing Socket) -> Socket.Transfer {
        collect(over: socket)
        switch opened {
        case .count(let count): return .count(count)
        case .needsMore: return hasFailed ? .ended : .nothingNow
        case .ended: return .ended
        case .failed:
            hasFailed = true
            return .ended
        }
    }

    func send(_ bytes: ArraySlice<UInt8>, over socket: borrowing Socket) -> Socket.Transfer {
        guard flush(to: socket) else { return .ended }
        if !unsent.isEmpty { return .nothingNow }
        if claimed == 0 {
            guard let count = session.seal(bytes) else { return .ended }
            claimed = count
            collect(over: socket)
            guard !hasFailed else { return .ended }
            if !unsent.isEmpty { return .nothingNow }
        }
        defer { claimed = 0 }
        return .count(min(claimed, bytes.count))
    }

    func flush(to socket: borrowing Socket) -> Bool {
        while !unsent.isEmpty {
            switch socket.send(unsent[...]) {
            case .count(let count): unsent.removeFirst(count)
            case .nothingNow: return true
            case .ended: return false
            }
        }
        unsent = []
        return !hasFailed
    }

    /// Sends what the session has sealed, and keeps what the kernel does not take.
    private func collect(over socket: borrowing Socket) {
        unsafe buffers.takeOutput { sealed in
            var sent = 0
            if unsent.isEmpty {
                switch unsafe socket.send(sealed) {
                case .count(let count): sent = count
                case .nothingNow: break
                case .ended: hasFailed = true
                }
            }
            if sent < sealed.count { unsafe unsent += sealed[sent...] }
            if unsent.count > Self.mostUnsent { hasFailed = true }
        }
    }

    func sayEnd(over socket: borrowing Socket) {
        guard !hasFailed, unsent.isEmpty else { return }
        session.sealEnd()
        collect(over: socket)
    }
}

/// Alerts to clients that get no session (RFC 8446, 6). They are sent as they are, without OpenSSL.
enum TLSAlert: UInt8 {
    /// There is no certificate. Browsers that try TLS first go on without it at once.
    case handshakeFailure = 40
    /// Too many handshakes.
    case internalError = 80

    /// A fatal alert in a record by itself.
    var record: [UInt8] { [21, 3, 1, 0, 2, 2, rawValue] }
}
