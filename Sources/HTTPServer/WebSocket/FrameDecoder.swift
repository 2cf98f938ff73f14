/// Turns the bytes of a client into messages (RFC 6455, 5). Each byte is read once, the result does not depend on the
/// portions, and memory grows with the bytes that arrived, not with the announced length.
struct FrameDecoder {
    enum Event: Equatable {
        /// Well-formed UTF-8.
        case text([UInt8])
        case binary([UInt8])
        /// At most 125 bytes, to be returned in a pong.
        case ping([UInt8])
        case pong([UInt8])
        /// The client closes; nothing follows. Without a code if it sent none.
        case close(CloseCode?, reason: String)
        /// Send the client this code and close; nothing follows.
        case failure(CloseCode)
    }

    struct Limits {
        /// Bytes of one frame's payload.
        var frame = 64 * 1024
        /// Bytes of a message, all its frames together.
        var message = 64 * 1024
        /// Frames of a message: empty ones would otherwise have no limit.
        var fragments = 1024
    }

    private enum Stage { case head, payload, over }

    private let limits: Limits
    private var stage = Stage.head
    private var head = FrameHead()
    private var mask = FrameMask()
    /// Missing bytes of the frame's payload.
    private var left = 0
    private var control: [UInt8] = []
    /// The kind of the unfinished message. Nil between messages.
    private var kind: Opcode?
    private var message: [UInt8] = []
    private var fragments = 0
    private var text = TextCheck()

    init(limits: Limits = Limits()) { self.limits = limits }

    /// Returns an empty list after a close or a failure.
    mutating func read(_ bytes: Span<UInt8>) -> [Event] {
        var events: [Event] = []
        var position = 0
        do throws(Violation) {
            while position < bytes.count, stage != .over {
                position += try take(bytes.extracting(position...))
                if stage == .payload, left == 0, let event = try finishFrame() { events.append(event) }
            }
        } catch {
            end()
            events.append(.failure(error.code))
        }
        return events
    }

    /// Returns how many bytes were used: one or more.
    private mutating func take(_ bytes: Span<UInt8>) throws(Violation) -> Int {
        guard stage == .head else { return try takePayload(bytes) }
        try head.take(bytes[0])
        if head.isComplete { try beginFrame() }
        return 1
    }

    private mutating func beginFrame() throws(Violation) {
        if !head.opcode.isControl { try beginFragment() }
        guard head.length <= UInt64(clamping: limits.frame) else { throw .tooBig }
        left = Int(head.length)
        guard head.opcode.isControl || left <= limits.message - message.count else { throw .tooBig }
        mask = head.mask
        stage = .payload
    }

    /// A message is one frame of its kind and continuations. Another cannot begin within it.
    private mutating func beginFragment() throws(Violation) {
        guard (head.opcode == .continuation) == (kind != nil) else { throw .malformed }
        if kind == nil { kind = head.opcode }
        fragments += 1
        guard fragments <= limits.fragments else { throw .tooBig }
    }

    private mutating func takePayload(_ bytes: Span<UInt8>) throws(Violation) -> Int {
        let portion = bytes.extracting(first: left)
        left -= portion.count
        if head.opcode.isControl {
            mask.lift(from: portion, to: &control)
        } else {
            let start = message.count
            mask.lift(from: portion, to: &message)
            if kind == .text { try checkText(from: start) }
        }
        return portion.count
    }

    private mutating func checkText(from start: Int) throws(Violation) {
        var check = text
        guard check.take(message.span.extracting(start...)) else { throw .notText }
        text = check
    }

    private mutating func finishFrame() throws(Violation) -> Event? {
        let done = head
        head = FrameHead()
        stage = .head
        if done.opcode.isControl { return try finishControl(done.opcode) }
        return done.isFinal ? try finishMessage() : nil
    }

    private mutating func finishMessage() throws(Violation) -> Event {
        guard text.isComplete else { throw .notText }
        let event: Event = kind == .text ? .text(message) : .binary(message)
        (kind, message, fragments) = (nil, [], 0)
        return event
    }

    private mutating func finishControl(_ opcode: Opcode) throws(Violation) -> Event {
        let payload = control
        control = []
        if opcode == .ping { return .ping(payload) }
        if opcode == .pong { return .pong(payload) }
        let event = try Self.close(payload)
        end()
        return event
    }

    /// Empty, or a code of two bytes and a reason in UTF-8.
    private static func close(_ payload: [UInt8]) throws(Violation) -> Event {
        guard !payload.isEmpty else { return .close(nil, reason: "") }
        guard payload.count >= 2, let code = CloseCode(UInt16(payload[0]) << 8 | UInt16(payload[1]))
        else { throw .malformed }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { throw .notText }
        return .close(code, reason: reason)
    }

    private mutating func end() {
        stage = .over
        (message, control) = ([], [])
    }
}
