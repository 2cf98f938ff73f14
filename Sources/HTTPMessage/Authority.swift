/// Host and port of a `Host` field.
public struct Authority: Hashable, Sendable {
    /// In lower case. An IPv6 address has no brackets here.
    public let host: String
    /// Nil if the text has no port.
    public let port: UInt16?

    /// Returns nil unless the host consists of letters, digits and `-._`, or is an IPv6 address in brackets, and the
    /// port, if any, is at most 65535.
    public init?(_ text: String) {
        // By bytes: a bracket and a combining mark would be one character. And each request reads its `Host` by this.
        let bytes = text.utf8.span
        let isBracketed = !bytes.isEmpty && bytes[0] == UInt8(ascii: "[")
        guard let host = isBracketed ? Self.bracketed(bytes) : Self.plain(bytes) else { return nil }
        let rest = bytes.extracting((isBracketed ? host.upperBound + 1 : host.upperBound)...)
        if rest.isEmpty {
            port = nil
        } else {
            guard let number = Self.port(rest) else { return nil }
            port = number
        }
        var hasCapital = false
        for index in host where bytes[index] &- 0x41 < 26 { hasCapital = true }
        let part = bytes.text(host)
        self.host = hasCapital ? part.lowercased() : part
    }

    public init?(_ text: Substring) { self.init(String(text)) }

    private static func plain(_ bytes: Span<UInt8>) -> Range<Int>? {
        var end = 0
        while end < bytes.count, isNameCharacter(bytes[end]) { end += 1 }
        return end > 0 ? 0..<end : nil
    }

    /// The address between the brackets.
    private static func bracketed(_ bytes: Span<UInt8>) -> Range<Int>? {
        var (end, colons) = (1, 0)
        while end < bytes.count, isAddressCharacter(bytes[end]) {
            if bytes[end] == UInt8(ascii: ":") { colons += 1 }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "]"), colons >= 2 else { return nil }
        return 1..<end
    }

    /// Of a colon and digits.
    private static func port(_ bytes: Span<UInt8>) -> UInt16? {
        guard bytes[0] == UInt8(ascii: ":"), bytes.count > 1 else { return nil }
        var number = 0
        for index in 1..<bytes.count {
            guard bytes[index].isDigit else { return nil }
            number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            guard number <= Int(UInt16.max) else { return nil }
        }
        return UInt16(number)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexDigitValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
