/// The type of a frame (RFC 6455, 5.2).
enum Opcode: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
}

/// What the client did wrong. It gets the code for it.
enum Violation: Error {
    /// It breaks the rules of the RFC.
    case malformed
    /// Text that is not UTF-8.
    case notText
    /// Over a limit.
    case tooBig

    var code: CloseCode {
        switch self {
        case .malformed: .protocolError
        case .notText: .invalidPayload
        case .tooBig: .tooBig
        }
    }
}

/// The head of a client's frame, read byte by byte: at most 14 bytes, none of which is stored.
struct FrameHead {
    private enum Step {
        case opcode, length
        /// Each length has one form, so the long forms begin where the next shorter one ends.
        case longLength(left: Int, least: UInt64)
        case mask(left: Int)
        case complete
    }

    private var step = Step.opcode
    /// Whether the message ends with this frame.
    private(set) var isFinal = false
    private(set) var opcode = Opcode.continuation
    /// The declared length of the payload.
    private(set) var length: UInt64 = 0
    private(set) var mask = FrameMask()

    var isComplete: Bool { if case .complete = step { true } else { false } }

    /// Do not call it when the head is complete.
    mutating func take(_ byte: UInt8) throws(Violation) {
        switch step {
        case .opcode: try takeOpcode(byte)
        case .length: try takeLength(byte)
        case .longLength(let left, let least): try takeLongLength(byte, left, least)
        case .mask(let left):
            mask.append(byte)
            step = left == 1 ? .complete : .mask(left: left - 1)
        case .complete: break
        }
    }

    /// Each reserved bit belongs to an extension, and kith uses none.
    private mutating func takeOpcode(_ byte: UInt8) throws(Violation) {
        guard byte & 0x70 == 0, let opcode = Opcode(rawValue: byte & 0x0F) else { throw .malformed }
        isFinal = byte & 0x80 != 0
        guard isFinal || !opcode.isControl else { throw .malformed }
        self.opcode = opcode
        step = .length
    }

    /// A client masks its frames, so that no page can choose the bytes that a proxy sees.
    private mutating func takeLength(_ byte: UInt8) throws(Violation) {
        guard byte & 0x80 != 0 else { throw .malformed }
        let short = byte & 0x7F
        guard short <= 125 || !opcode.isControl else { throw .malformed }
        switch short {
        case 126: step = .longLength(left: 2, least: 126)
        case 127: step = .longLength(left: 8, least: 0x1_0000)
        default:
            length = UInt64(short)
            step = .mask(left: 4)
        }
    }

    private mutating func takeLongLength(_ byte: UInt8, _ left: Int, _ least: UInt64) throws(Violation) {
        // The highest bit of eight bytes is reserved.
        guard left < 8 || byte & 0x80 == 0 else { throw .malformed }
        length = length << 8 | UInt64(byte)
        guard left == 1 else {
            step = .longLength(left: left - 1, least: least)
            return
        }
        guard length >= least else { throw .malformed }
        step = .mask(left: 4)
    }
}
