/// Classes of bytes (RFC 9110, 5.6), by arithmetic only: the head of a request is read with them, byte for byte.
enum Octet {
    static let tab: UInt8 = 9
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13
    static let space: UInt8 = 32
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")

    /// `tchar`. Each mask has a bit for the characters 0 to 63, or 64 to 127.
    @inline(__always) static func isToken(_ byte: UInt8) -> Bool {
        let mask: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (mask &>> UInt64(byte & 63)) & 1 == 1
    }

    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// VCHAR.
    @inline(__always) static func isVisible(_ byte: UInt8) -> Bool { byte &- 0x21 < 0x5E }

    /// The content of a field's value: everything but control characters; the tab is allowed (RFC 9110, 5.5).
    @inline(__always) static func isFieldContent(_ byte: UInt8) -> Bool {
        (byte >= space && byte != 0x7F) || byte == tab
    }

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always) static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    @inline(__always) static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

/// The position of a part in a head, which is shorter than 2^16 bytes.
struct Extent: Equatable, Sendable {
    var start: UInt16
    var end: UInt16

    static let none = Extent(0, 0)

    init(_ start: Int, _ end: Int) {
        self.start = UInt16(truncatingIfNeeded: start)
        self.end = UInt16(truncatingIfNeeded: end)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
    var count: Int { Int(end) - Int(start) }
    var isEmpty: Bool { start == end }
}

extension Span<UInt8> {
    /// Compares without regard to case. `word` is in lower case.
    func has(_ word: [UInt8], at extent: Extent) -> Bool {
        guard extent.count == word.count else { return false }
        let start = Int(extent.start)
        for index in word.indices where Octet.lowercased(self[start + index]) != word[index] { return false }
        return true
    }

    /// The first index of this byte at or after `start`, or the end of the extent.
    func first(_ byte: UInt8, in extent: Extent) -> Int {
        var index = Int(extent.start)
        while index < Int(extent.end), self[index] != byte { index += 1 }
        return index
    }

    /// Without surrounding blanks.
    func trimmed(_ extent: Extent) -> Extent {
        var (start, end) = (Int(extent.start), Int(extent.end))
        while start < end, Octet.isBlank(self[start]) { start += 1 }
        while end > start, Octet.isBlank(self[end - 1]) { end -= 1 }
        return Extent(start, end)
    }
}

/// What a part of a head consists of.
enum OctetRun {
    case token, target, value

    @inline(__always) func has(_ byte: UInt8) -> Bool {
        switch self {
        case .token: Octet.isToken(byte)
        case .target: Octet.isVisible(byte) && byte != Octet.hash
        case .value: Octet.isFieldContent(byte)
        }
    }
}

extension Span<UInt8> {
    /// The first index after the run, at most `end`. Counted in its own span, where the compiler sees that no index is
    /// out of bounds.
    @inline(__always) func end(of run: OctetRun, from start: Int, to end: Int) -> Int {
        let part = extracting(start..<end)
        var index = 0
        while index < part.count, run.has(part[index]) { index += 1 }
        return start + index
    }
}
