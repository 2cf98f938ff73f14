/// The target of a request, exactly as in the request line: nothing is decoded or normalised.
public struct Target: Hashable, Sendable, CustomStringConvertible {
    /// The path up to `?`, still encoded. It begins with `/`, or is only `*`.
    public let rawPath: String
    /// The part after the first `?`, still encoded. Nil without `?`.
    public let rawQuery: String?

    /// Returns nil unless `text` begins with `/` (or is `*`) and holds only visible ASCII, without a fragment.
    public init?(_ text: some StringProtocol) {
        let isPath = text.utf8.first == UInt8(ascii: "/") || text == "*"
        guard isPath, text.utf8.allSatisfy({ $0.isVisible && $0 != UInt8(ascii: "#") }) else { return nil }
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        rawPath = String(halves[0])
        rawQuery = halves.count == 2 ? String(halves[1]) : nil
    }

    /// For text that the server's reader has already checked, byte by byte.
    package init(checked text: String) {
        let mark = text.utf8.firstIndex(of: UInt8(ascii: "?"))
        rawPath = mark.map { String(text[..<$0]) } ?? text
        rawQuery = mark.map { String(text[text.utf8.index(after: $0)...]) }
    }

    /// The decoded segments of the path; none for `/`. Empty segments are kept, and an escaped `/` stays inside its
    /// segment. Nil if one cannot be decoded.
    public var segments: [String]? {
        guard rawPath != "*" else { return nil }
        guard rawPath != "/" else { return [] }
        // The common case: visible ASCII needs no decoding.
        guard rawPath.utf8.contains(UInt8(ascii: "%")) else {
            return rawPath.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
        }
        var segments: [String] = []
        for raw in rawPath.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = PercentEncoding.decode(raw) else { return nil }
            segments.append(segment)
        }
        return segments
    }

    /// The decoded query; empty without one. Nil if it cannot be decoded.
    public var query: FormFields? { FormFields(rawQuery ?? "") }

    /// Exactly as it was received.
    public var description: String { rawQuery.map { "\(rawPath)?\($0)" } ?? rawPath }
}

/// A target in the source is correct, or a mistake of the programmer.
extension Target: ExpressibleByStringLiteral {
    /// Traps if ``init(_:)`` returns nil.
    public init(stringLiteral text: String) {
        guard let target = Self(text as String) else { preconditionFailure("Not a request target: \(text)") }
        self = target
    }
}
