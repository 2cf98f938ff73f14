/// Crockford's base 32, in capitals: without I, L, O and U, so that people cannot misread it.
public enum Base32 {
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let smallAlphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The lowest `5 * characters` bits of `value`, most significant first, after a prefix.
    public static func encode(_ value: UInt64, characters: Int, small: Bool = false, after prefix: String = "")
        -> String
    {
        let alphabet = small ? smallAlphabet : alphabet
        var text = Array(prefix.utf8)
        text.reserveCapacity(text.count + characters)
        for place in (0..<characters).reversed() {
            text.append(alphabet[Int(truncatingIfNeeded: value >> UInt64(5 * place)) & 31])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns nil if a character is not in the alphabet or the value needs more than 64 bits.
    public static func decode(_ text: some StringProtocol) -> UInt64? {
        var value: UInt64 = 0
        for character in text.utf8 {
            guard let digit = digit(of: character), value <= UInt64.max >> 5 else { return nil }
            value = value << 5 | UInt64(digit)
        }
        return value
    }

    /// Whether it is a character that ``encode(_:characters:small:after:)`` writes in lower case.
    public static func isSmallDigit(_ character: UInt8) -> Bool { smallAlphabet.contains(character) }

    /// The same text in the alphabet: in capitals, with `O` as 0, `I` and `L` as 1. Nil if that is impossible.
    static func canonical(_ text: some StringProtocol) -> String? {
        var canonical: [UInt8] = []
        for character in text.utf8 {
            guard let digit = digit(of: character) else { return nil }
            canonical.append(alphabet[digit])
        }
        return String(decoding: canonical, as: UTF8.self)
    }

    private static func digit(of character: UInt8) -> Int? {
        let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
        let capital = isSmall ? character - 32 : character
        return switch capital {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        default: alphabet.firstIndex(of: capital)
        }
    }
}
