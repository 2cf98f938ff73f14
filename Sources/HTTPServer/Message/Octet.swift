/// Kinds of bytes (RFC 9110, 5.6), told by arithmetic alone: the head of a request is read by them, byte for byte.
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

    /// `tchar`. The masks have a bit for each of the characters 0 to 63 and 64 to 127.
    @inline(__always) static func isToken(_ byte: UInt8) -> Bool {
        let mask: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (mask &>> UInt64(byte & 63)) & 1 == 1
    }

    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// VCHAR.
    @inline(__always) static func isVisible(_ byte: UInt8) -> Bool { byte &- 0x21 < 0x5E }

    /// What a field's value holds: everything but controls; the tab is none (RFC 9110, 5.5).
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

/// Where something stands in a head, which has fewer bytes than 16 bits can count.
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
    /// Whether those bytes are that word, which is in small letters, without regard to case.
    func has(_ word: [UInt8], at extent: Extent) -> Bool {
        guard extent.count == word.count else { return false }
        let start = Int(extent.start)
        for index in word.indices where Octet.lowercased(self[start + index]) != word[index] { return false }
        return true
    }

    /// The index of the first such byte at or after `start`, or where the extent ends.
    func first(_ byte: UInt8, in extent: Extent) -> Int {
        var index = Int(extent.start)
        while index < Int(extent.end), self[index] != byte { index += 1 }
        return index
    }

    /// Without the blanks around it.
    func trimmed(_ extent: Extent) -> Extent {
        var (start, end) = (Int(extent.start), Int(extent.end))
        while start < end, Octet.isBlank(self[start]) { start += 1 }
        while end > start, Octet.isBlank(self[end - 1]) { end -= 1 }
        return Extent(start, end)
    }
}

/// What a part of a head is made of.
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
    /// The first index that does not belong to the run any more, at most `end`. Counted in a span of its own, where the
    /// compiler sees that no index is out of bounds.
    @inline(__always) func end(of run: OctetRun, from start: Int, to end: Int) -> Int {
        let part = extracting(start..<end)
        var index = 0
        while index < part.count, run.has(part[index]) { index += 1 }
        return start + index
    }
}
