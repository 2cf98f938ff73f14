extension StringProtocol {
    /// Removes characters that move the cursor, reverse the text or are invisible. The agent has already cleaned text
    /// from devices; a terminal needs a second check.
    public var cleaned: String {
        guard !utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return String(self) }
        return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isUnfitForTerminals }))
    }
}

extension Unicode.Scalar {
    fileprivate var isUnfitForTerminals: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        // Emoji are joined with it.
        case .format: value != 0x200D
        default: false
        }
    }
}
