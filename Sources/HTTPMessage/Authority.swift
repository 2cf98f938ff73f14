/// Host and port of a `Host` field.
public struct Authority: Hashable, Sendable {
    /// In lower case. An IPv6 address has no brackets here.
    public let host: String
    /// Nil if the text has no port.
    public let port: UInt16?

    /// Returns nil unless the host consists of letters, digits and `-._`, or is an IPv6 address in brackets, and the
    /// port, if any, is at most 65535.
    public init?(_ text: String) { self.init(parsing: text) }

    public init?(_ text: Substring) { self.init(parsing: text) }

    /// Each request reads its `Host` by this. A generic initialiser that other modules called would not be specialised.
    private init?(parsing text: some StringProtocol) {
        // Before the text is cut by characters: a bracket and a combining mark would be one character.
        guard text.utf8.allSatisfy(\.isVisible) else { return nil }
        guard let (host, rest) = text.utf8.first == UInt8(ascii: "[") ? Self.bracketed(text) : Self.plain(text)
        else { return nil }
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.utf8.dropFirst().allSatisfy(\.isDigit), let number = UInt16(rest.dropFirst()) else { return nil }
            port = number
        }
        self.host = host.lowercased()
    }

    private static func plain<Text: StringProtocol>(_ text: Text) -> (Text.SubSequence, Text.SubSequence)? {
        let end = text.firstIndex(of: ":") ?? text.endIndex
        let host = text[..<end]
        guard !host.isEmpty, host.utf8.allSatisfy({ $0.isLetter || $0.isDigit || isHostMark($0) })
        else { return nil }
        return (host, text[end...])
    }

    private static func bracketed<Text: StringProtocol>(_ text: Text) -> (Text.SubSequence, Text.SubSequence)? {
        guard let end = text.firstIndex(of: "]") else { return nil }
        let host = text[text.index(after: text.startIndex)..<end]
        let rest = text[text.index(after: end)...]
        guard host.utf8.count(where: { $0 == UInt8(ascii: ":") }) >= 2, host.utf8.allSatisfy(isAddressCharacter),
            rest.isEmpty || rest.utf8.first == UInt8(ascii: ":")
        else { return nil }
        return (host, rest)
    }

    private static func isHostMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexDigitValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
