/// What the case is called, in tests and in the list of what other servers do: its bytes, so that a name says it all.
extension WireCase: CustomStringConvertible {
    private static let longest = 160

    /// Section and bytes, on one line of ASCII; no two are the same. What is too long is cut and says its length.
    public var description: String {
        let text = readable
        let isCut = text.utf8.count > Self.longest
        return "\(section): " + (isCut ? "\(text.prefix(Self.longest))... (\(raw.count) bytes)" : text)
    }

    /// A run of one byte is written once, with its length.
    private var readable: String {
        var (text, rest) = ("", raw[...])
        while let byte = rest.first {
            let run = rest.prefix { $0 == byte }.count
            text += run < 20 ? String(repeating: Self.readable(byte), count: run) : "\(Self.readable(byte)){\(run)}"
            rest = rest.dropFirst(run)
        }
        return text
    }

    private static func readable(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\r"): "\\r"
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\t"): "\\t"
        case UInt8(ascii: "\\"): "\\\\"
        case 0x20..<0x7F: String(Unicode.Scalar(byte))
        default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
