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

func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(\.isTokenCharacter)
}

func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).allSatisfy { $0.lowercased == $1.lowercased }
}
