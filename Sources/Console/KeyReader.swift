/// A key of a dialogue.
public enum Key: Equatable, Sendable {
    /// Printable ASCII.
    case character(Character)
    case enter
    case erase
    case eraseLine
    /// Ctrl-D.
    case end
    /// Ctrl-L.
    case redraw
}

/// Reads the keys that a terminal sends in raw mode. The sequences of arrows and similar keys are dropped completely,
/// so that their letters are not taken for typed ones.
public struct KeyReader {
    private enum State {
        case ground
        case escape
        /// `ESC [`, up to its final letter.
        case sequence
        /// `ESC O` and one letter.
        case single
    }

    private var state = State.ground

    public init() {}

    public mutating func take(_ bytes: [UInt8]) -> [Key] { bytes.compactMap { take($0) } }

    private mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .escape where byte == UInt8(ascii: "["): state = .sequence
        case .escape where byte == UInt8(ascii: "O"): state = .single
        case .sequence: if (0x40...0x7E).contains(byte) { state = .ground }
        case .single: state = .ground
        // After a single Escape, the next byte is a normal key.
        case .ground, .escape: return plain(byte)
        }
        return nil
    }

    private mutating func plain(_ byte: UInt8) -> Key? {
        state = byte == 0x1B ? .escape : .ground
        switch byte {
        case 0x04: return .end
        case 0x08, 0x7F: return .erase
        case 0x0A, 0x0D: return .enter
        case 0x0C: return .redraw
        case 0x15, 0x17: return .eraseLine
        case 0x20..<0x7F: return .character(Character(Unicode.Scalar(byte)))
        default: return nil
        }
    }
}
