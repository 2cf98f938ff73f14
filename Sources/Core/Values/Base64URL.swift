/// Base 64 with the URL alphabet and without padding (RFC 4648, section 5).
///
/// Strict in both directions: each run of bytes has exactly one text, so texts can be compared instead of bytes.
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The number of characters for `bytes` bytes.
    public static func length(ofBytes bytes: Int) -> Int { (bytes * 8 + 5) / 6 }

    /// The text of `bytes`.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var waiting = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            waiting += 8
            while waiting >= 6 {
                waiting -= 6
                text.append(alphabet[Int(bits >> UInt32(waiting) & 63)])
            }
        }
        if waiting > 0 { text.append(alphabet[Int(bits << UInt32(6 - waiting) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns nil for padding, for any other character outside the alphabet, for an impossible length, and if the
    /// unused bits at the end are not zero.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(String(text).utf8.span) }

    /// The same from the bytes of a text.
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 6 / 8)
        var bits: UInt32 = 0
        var waiting = 0
        for index in text.indices {
            guard let value = value(of: text[index]) else { return nil }
            bits = bits << 6 | value
            waiting += 6
            guard waiting >= 8 else { continue }
            waiting -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(waiting)))
        }
        let leftOver = bits & (1 << UInt32(waiting) - 1)
        return waiting < 6 && leftOver == 0 ? bytes : nil
    }

    /// Whether ``decode(_:)`` returns this many bytes, without making them.
    public static func isText(_ text: Span<UInt8>, ofBytes count: Int) -> Bool {
        guard text.count == length(ofBytes: count) else { return false }
        var last: UInt32 = 0
        for index in text.indices {
            guard let value = value(of: text[index]) else { return false }
            last = value
        }
        // The bits of the last character that belong to no byte.
        return last & (1 << UInt32(text.count * 6 - count * 8) - 1) == 0
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
