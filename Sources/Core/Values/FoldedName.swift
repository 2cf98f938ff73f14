// The standard library compares strings by their canonical form, but a database compares bytes. So the bytes of that form
// are needed. Without Foundation, only this interface of the standard library has them. It is underscored: a later Swift
// may rename it, and this file then does not compile.
@_spi(_Unicode) import Swift

extension Name {
    /// The form in which names are compared: two names are the same if these are the same bytes.
    ///
    /// People must not mistake one name for another. So these make no difference: capitals, invisible characters, how
    /// many blanks there are and how wide, full-width Latin letters, and whether a letter and its accent are one
    /// character or two. Letters of different scripts that look alike stay different.
    ///
    /// To fold a folded name again changes nothing. Databases store this form, so a change here changes what they find:
    /// the store computes it again when it is opened.
    public var folded: String {
        // The common case, and computed several times for every registration.
        switch plainForm {
        case .folded: return text
        case .capitals: return text.lowercased()
        case .blanks: return collapsingBlanks(text.lowercased())
        case .other: break
        }
        // First without invisible characters: one of them between a letter and its accent keeps the two apart.
        let visible = text.unicodeScalars.filter { !$0.isInvisible }.map(\.ofCommonWidth)
        let composed = canonical(String(String.UnicodeScalarView(visible)))
        // By way of the capitals, because some letters have one capital and two small forms. The capital sharp s has a
        // small letter, and only that has two capitals.
        return collapsingBlanks(canonical(composed.lowercased().uppercased().lowercased()))
    }
}

/// What is left to do for a name of ASCII characters.
private enum PlainForm {
    /// Nothing: the name is its folded form.
    case folded
    case capitals
    case blanks
    /// The name has other characters.
    case other
}

extension Name {
    /// Looks at each byte once and allocates nothing.
    private var plainForm: PlainForm {
        var form = PlainForm.folded
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            switch byte {
            case 0x80...: return .other
            case UInt8(ascii: " ") where previous == byte: form = .blanks
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where form == .folded: form = .capitals
            default: break
            }
            previous = byte
        }
        return previous == UInt8(ascii: " ") ? .blanks : form
    }
}

/// Unicode's normalisation form C.
private func canonical(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text._nfc { scalars.append(scalar) }
    return String(scalars)
}

/// No blank at either end, and one space for each row of them.
private func collapsingBlanks(_ text: String) -> String {
    let words = text.unicodeScalars.split(whereSeparator: \.isBlank)
    return words.map { String($0) }.joined(separator: " ")
}

extension Unicode.Scalar {
    /// The ASCII character of a full-width one.
    fileprivate var ofCommonWidth: Unicode.Scalar {
        guard (0xFF01...0xFF5E).contains(value) else { return self }
        return Unicode.Scalar(value - 0xFEE0) ?? self
    }
}
