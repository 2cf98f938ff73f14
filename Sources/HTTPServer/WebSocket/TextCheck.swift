/// Whether bytes that arrive in any portions are UTF-8 (RFC 3629). What no further byte could put right is refused at
/// the first such byte.
struct TextCheck {
    private var left: UInt8 = 0
    /// What the next byte of the character may be: only the second has other bounds than these.
    private var bounds: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether no character is left half.
    var isComplete: Bool { left == 0 }

    /// False where they cannot be part of any text.
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

    /// The bounds keep out what has a shorter form, surrogates, and what lies beyond U+10FFFF.
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
