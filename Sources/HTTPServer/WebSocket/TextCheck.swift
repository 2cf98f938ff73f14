/// Checks that bytes in any portions are UTF-8 (RFC 3629). Text that no further byte could complete is rejected at the
/// first such byte.
struct TextCheck {
    private var left: UInt8 = 0
    /// The bounds of the next byte of the character. Only the second byte has other bounds than these.
    private var bounds: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether no character is incomplete.
    var isComplete: Bool { left == 0 }

    /// Returns false if they cannot be part of any text.
    mutating func take(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x80, left == 0 { continue }
            guard left == 0 ? begin(byte) : goOn(byte) else { return false }
        }
        return true
    }

    private mutating func goOn(_ byte: UInt8) -> Bool {
        guard bounds.contains(byte) else { return false }
        left -= 1
        bounds = 0x80...0xBF
        return true
    }

    /// The bounds exclude overlong forms, surrogates, and values above U+10FFFF.
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: left = 1
        case 0xE0...0xEF: left = 2
        case 0xF0...0xF4: left = 3
        default: return false
        }
        switch byte {
        case 0xE0: bounds = 0xA0...0xBF
        case 0xED: bounds = 0x80...0x9F
        case 0xF0: bounds = 0x90...0xBF
        case 0xF4: bounds = 0x80...0x8F
        default: break
        }
        return true
    }
}
