// The characters HTTP is made of (RFC 9110, 5.6).

extension UInt8 {
    static let carriageReturn: UInt8 = 13
    static let lineFeed: UInt8 = 10
    static let horizontalTab: UInt8 = 9
    static let space: UInt8 = 32

    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
    var isVisible: Bool { (0x21...0x7E).contains(self) }
    var isBlank: Bool { self == .space || self == .horizontalTab }

    /// `tchar`: what methods and field names are made of.
    var isTokenCharacter: Bool {
        isDigit || isLetter || Self.tokenMarks.contains(self)
    }

    /// Whether a field value may hold it: no control character but the tab.
    var isFieldContent: Bool { (self >= .space && self != 0x7F) || self == .horizontalTab }

    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)
}

extension Span<UInt8> {
    /// The first index of this byte, or the end.
    func first(_ byte: UInt8, from start: Int = 0) -> Int {
        var index = start
        while index < count, self[index] != byte { index += 1 }
        return index
    }

    /// A part as text. Bytes that are not UTF-8 are replaced.
    func text(_ range: Range<Int>) -> String {
        let part = extracting(range)
        do { return String(copying: try UTF8Span(validating: part)) } catch {
            return String(decoding: part.indices.map { part[$0] }, as: UTF8.self)
        }
    }
}

func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(\.isTokenCharacter)
}

func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    // Most clients write names as the standards do: short strings are then compared as two words.
    return left == right || zip(left.utf8, right.utf8).allSatisfy { $0.lowercased == $1.lowercased }
}
