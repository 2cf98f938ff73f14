import CLinux
import Glibc

/// A connection that carries a stream. Idle, as nearly always, it keeps little more than its socket.
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

        /// What goes behind the last message.
        var end: [UInt8] { if case .chunks = self { BodyStream.lastChunk } else { [] } }
    }

    private enum Phase {
        case open
        /// The last message waits or has gone. What still comes is thrown away.
        case ending
    }

    let pollKey: PollKey
    let key: AddressKey?
    let framing: Framing
    private let socket: Socket
    private var queue = OutgoingQueue()
    private var decoder: FrameDecoder?
    private var phase = Phase.open
    private var hasShutDown = false
    /// Bytes that the client gets in any case: the rest of the answers before, and the head of this one.
    private var unsentHead: Int
    /// What the kernel was last asked to tell; at first, whatever its connection waited for.
    private(set) var interest: Interest
    private(set) var deadline: ContinuousClock.Instant
    /// Since the last heartbeat: something was heard, or taken by the client.
    private var isAlive = true
    /// Until it is counted.
    var traffic = Traffic()
    /// Somebody wants to know when nothing waits any more.
    var isAwaited = false

    init(
        _ socket: consuming Socket, pollKey: PollKey, key: AddressKey?, framing: Framing, unsent: [UInt8],
        interest: Interest, limits: StreamLimits, now: ContinuousClock.Instant
    ) {
        self.pollKey = pollKey
        self.key = key
        self.framing = framing
        self.socket = socket
        self.interest = interest
        unsentHead = unsent.count
        if case .webSocket = framing { decoder = FrameDecoder(limits: limits.frames) }
        deadline = now + limits.heartbeat
        // The head and what was not sent of answers before it: bounded by what the connection may keep.
        _ = queue.push(unsent, limits: OutgoingQueue.Limits(events: 1, bytes: .max))
        // The kernel gives up on who acknowledges nothing for that long. A Unix socket knows no such thing.
        let patience = limits.heartbeat.components.seconds * 1_000
        self.socket.setOption(TCP_USER_TIMEOUT, level: Int32(IPPROTO_TCP), to: Int32(clamping: max(patience, 1)))
    }

    var kind: StreamKind { if case .webSocket = framing { .webSocket } else { .eventStream } }

    var isOpen: Bool { if case .open = phase { true } else { false } }

    /// False where it has too much waiting already, and took nothing.
    func push(_ message: StreamMessage, _ limits: StreamLimits) -> Bool { push(framing.bytes(of: message), limits) }

    func push(_ bytes: [UInt8], _ limits: StreamLimits) -> Bool {
        guard isOpen, !bytes.isEmpty else { return true }
        let sent = queue.isEmpty ? sendNow(bytes) : 0
        return queue.push(bytes, sent: sent, limits: limits.queue)
    }

    /// Sends `message` as the last one, before all that has not begun to go.
    func end(with messages: [StreamMessage], _ limits: StreamLimits, now: ContinuousClock.Instant) {
        guard isOpen else { return }
        phase = .ending
        decoder = nil
        queue.end(with: messages.flatMap(framing.bytes) + framing.end, keepingFirst: unsentHead > 0)
        deadline = now + limits.farewell
    }

    /// So small may frames be that this holds over a hundred, and the others wait until all are looked at. Who has more to
    /// say gets another turn.
    private static let bytesOfATurn = 1_024

    /// What has come, once. Nil where the connection is over.
    func receive(into room: inout [UInt8]) -> [FrameDecoder.Event]? {
        switch socket.receive(into: &room, atMost: Self.bytesOfATurn) {
        case .nothingNow: return []
        case .ended: return nil
        case .count(let count):
            traffic.received &+= UInt64(count)
            return take(room[..<count])
        }
    }

    /// Also for what had come behind the request that opened it.
    func take(_ bytes: ArraySlice<UInt8>) -> [FrameDecoder.Event]? {
        guard isOpen else { return [] }
        isAlive = true
        // Nobody speaks on an event stream: who goes on sends requests that would never be answered.
        guard decoder != nil else { return bytes.isEmpty ? [] : nil }
        return decoder?.read(bytes.span)
    }

    /// False where the other side is gone, or all is said and done.
    func flush() -> Bool {
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
            shutdown(pollKey.descriptor, Int32(SHUT_WR))
        }
        return true
    }

    /// Whether nothing waits any more, once for whoever wanted to know.
    func hasBeenTaken() -> Bool {
        guard isAwaited, isOpen, queue.isEmpty else { return false }
        isAwaited = false
        return true
    }

    /// At the deadline. Nil where nothing more is to be expected of it.
    func heartbeat(_ limits: StreamLimits, now: ContinuousClock.Instant) -> StreamMessage? {
        guard isOpen, isAlive else { return nil }
        // A pong will show whether a browser is there; of an event stream the kernel sees it.
        isAlive = framing != .webSocket && queue.isEmpty
        deadline = now + limits.heartbeat
        return .heartbeat
    }

    /// What to wait for from here, and whether that has changed.
    func settle() -> Bool {
        // Who does not take what is sent is not listened to: its pings would be answered into our memory.
        var wanted: Interest = queue.byteCount > Self.muchUnsent ? [] : .reading
        if !queue.isEmpty { wanted.insert(.writing) }
        defer { interest = wanted }
        return wanted != interest
    }

    private static let muchUnsent = 16 * 1_024

    /// How much of it went; nothing also where the connection is broken, which shows at the next event.
    private func sendNow(_ bytes: [UInt8]) -> Int {
        guard case .count(let count) = socket.send(bytes[...]) else { return 0 }
        traffic.sent &+= UInt64(count)
        return count
    }
}
