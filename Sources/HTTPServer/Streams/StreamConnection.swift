import CLinux
import Glibc

/// A connection that carries a stream. Idle, the common case, it needs little more than its socket.
final class StreamConnection {
    enum Framing {
        case webSocket
        /// An event stream in chunks, or to the end of the connection (HTTP/1.0).
        case chunks, plain

        func bytes(of message: StreamMessage) -> [UInt8] {
            switch self {
            case .webSocket: message.frame
            case .chunks: message.chunk
            case .plain: message.event
            }
        }

        /// What follows the last message.
        var end: [UInt8] { if case .chunks = self { BodyStream.lastChunk } else { [] } }
    }

    private enum Phase {
        case open
        /// The last message is waiting or was sent. Further input is discarded.
        case ending
    }

    let pollKey: PollKey
    let key: AddressKey?
    let framing: Framing
    private let socket: ClientSocket
    private var queue = OutgoingQueue()
    private var decoder: FrameDecoder?
    private var phase = Phase.open
    private var hasShutDown = false
    /// Bytes that the client gets in any case: the rest of earlier responses, and the head of this one.
    private var unsentHead: Int
    /// What the kernel was last asked to report. At first, that of the HTTP connection.
    private(set) var interest: Interest
    private(set) var deadline: LoopInstant
    /// Whether the client sent or read something since the last heartbeat.
    private var isAlive = true
    /// Bytes that are not counted yet.
    var traffic = Traffic()
    /// Whether a caller waits for the queue to be empty.
    var isAwaited = false

    init(
        _ socket: consuming ClientSocket, pollKey: PollKey, key: AddressKey?, framing: Framing, unsent: [UInt8],
        interest: Interest, limits: StreamLimits, now: LoopInstant
    ) {
        self.pollKey = pollKey
        self.key = key
        self.framing = framing
        self.socket = socket
        self.interest = interest
        unsentHead = unsent.count
        if case .webSocket = framing { decoder = FrameDecoder(limits: limits.frames) }
        deadline = now + limits.heartbeat
        // The head, and unsent responses before it: bounded by the limit of the connection.
        _ = queue.push(unsent, limits: OutgoingQueue.Limits(events: 1, bytes: .max))
        // The kernel drops a client that acknowledges nothing for that long. A Unix socket has no such option.
        let patience = limits.heartbeat.components.seconds * 1_000
        self.socket.setOption(TCP_USER_TIMEOUT, level: Int32(IPPROTO_TCP), to: Int32(clamping: max(patience, 1)))
    }

    var kind: StreamKind { if case .webSocket = framing { .webSocket } else { .eventStream } }

    var isOpen: Bool { if case .open = phase { true } else { false } }

    /// Returns false if too much is waiting already; then nothing was added.
    func push(_ message: StreamMessage, _ limits: StreamLimits) -> Bool { push(framing.bytes(of: message), limits) }

    func push(_ bytes: [UInt8], _ limits: StreamLimits) -> Bool {
        guard isOpen, !bytes.isEmpty else { return true }
        let sent = queue.isEmpty ? sendNow(bytes) : 0
        return queue.push(bytes, sent: sent, limits: limits.queue)
    }

    /// Sends `message` as the last one, before all messages that are not being sent yet.
    func end(with messages: [StreamMessage], _ limits: StreamLimits, now: LoopInstant) {
        guard isOpen else { return }
        phase = .ending
        decoder = nil
        queue.end(
            with: messages.flatMap(framing.bytes) + framing.end, keepingFirst: unsentHead > 0 || socket.hasBegunToSend)
        deadline = now + limits.farewell
    }

    /// Frames may be so small that this holds more than a hundred, and other connections wait meanwhile. The rest gets
    /// another turn.
    private static let bytesOfATurn = 1_024

    /// Receives once. Returns nil if the connection has ended.
    func receive(into room: inout [UInt8]) -> [FrameDecoder.Event]? {
        switch socket.receive(into: &room, atMost: Self.bytesOfATurn) {
        case .nothingNow: return []
        case .ended: return nil
        case .count(let count):
            traffic.received &+= UInt64(count)
            return take(room[..<count])
        }
    }

    /// Also for the bytes after the request that opened the stream.
    func take(_ bytes: ArraySlice<UInt8>) -> [FrameDecoder.Event]? {
        guard isOpen else { return [] }
        isAlive = true
        // Clients send nothing on an event stream. Further requests would never be answered, so they end it.
        guard decoder != nil else { return bytes.isEmpty ? [] : nil }
        return decoder?.read(bytes.span)
    }

    /// Returns false if the other side has gone, or everything was sent.
    func flush() -> Bool {
        guard socket.flush() else { return false }
        while let part = queue.next {
            switch socket.send(part, endFollows: !isOpen) {
            case .count(let count):
                isAlive = true
                traffic.sent &+= UInt64(count)
                queue.advance(by: count)
                unsentHead -= min(count, unsentHead)
            case .nothingNow: return true
            case .ended: return false
            }
        }
        if !isOpen, !hasShutDown {
            hasShutDown = true
            socket.sayEnd()
            shutdown(pollKey.descriptor, Int32(SHUT_WR))
        }
        return true
    }

    /// Whether there is more to receive that the kernel does not report.
    var hasRest: Bool { socket.hasRest }

    /// Ends TLS before the connection is closed.
    func sayEnd() { socket.sayEnd() }

    /// Returns whether the queue is empty, once for a caller that waits.
    func hasBeenTaken() -> Bool {
        guard isAwaited, isOpen, queue.isEmpty else { return false }
        isAwaited = false
        return true
    }

    /// Called at the deadline. Returns nil if the client is gone.
    func heartbeat(_ limits: StreamLimits, now: LoopInstant) -> StreamMessage? {
        guard isOpen, isAlive else { return nil }
        // A pong shows that a browser is there. For an event stream, the kernel notices.
        isAlive = framing != .webSocket && queue.isEmpty
        deadline = now + limits.heartbeat
        return .heartbeat
    }

    /// Computes what to wait for. Returns whether that has changed.
    func settle() -> Bool {
        // The server does not read from a client that does not read: the answers to its pings would fill our memory.
        var wanted: Interest = queue.byteCount > Self.muchUnsent ? [] : .reading
        if !queue.isEmpty || socket.holdsUnsent { wanted.insert(.writing) }
        defer { interest = wanted }
        return wanted != interest
    }

    private static let muchUnsent = 16 * 1_024

    /// Returns how many bytes were sent. Also zero if the connection is broken; the next event shows that.
    private func sendNow(_ bytes: [UInt8]) -> Int {
        guard case .count(let count) = socket.send(bytes[...]) else { return 0 }
        traffic.sent &+= UInt64(count)
        return count
    }
}
