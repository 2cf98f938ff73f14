/// The target of a request, exactly as in the request line: nothing is decoded or normalised.
public struct Target: Hashable, Sendable, CustomStringConvertible {
    /// The path up to `?`, still encoded. It begins with `/`, or is only `*`.
    public let rawPath: String
    /// The part after the first `?`, still encoded. Nil without `?`.
    public let rawQuery: String?
    /// The decoded segments of the path; none for `/`. Empty segments are kept, and an escaped `/` stays inside its
    /// segment. Nil if one cannot be decoded. Found once, because several rules look at them.
    public let segments: [String]?

    /// Returns nil unless `text` begins with `/` (or is `*`) and holds only visible ASCII, without a fragment.
    public init?(_ text: some StringProtocol) {
        let isPath = text.utf8.first == UInt8(ascii: "/") || text == "*"
        guard isPath, text.utf8.allSatisfy({ $0.isVisible && $0 != UInt8(ascii: "#") }) else { return nil }
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        rawPath = String(halves[0])
        rawQuery = halves.count == 2 ? String(halves[1]) : nil
        segments = Self.segments(of: rawPath)
    }

    /// For text that the server's reader has already checked, byte by byte.
    package init(checked text: Span<UInt8>) {
        let mark = text.first(UInt8(ascii: "?"))
        rawPath = text.text(0..<mark)
        rawQuery = mark < text.count ? text.text(mark + 1..<text.count) : nil
        segments = Self.segments(of: rawPath)
    }

    private static func segments(of path: String) -> [String]? {
        guard path != "*" else { return nil }
        guard path != "/" else { return [] }
        let bytes = path.utf8.span
        // The common case: visible ASCII needs no decoding.
        let isPlain = bytes.first(UInt8(ascii: "%")) == bytes.count
        var segments: [String] = []
        var start = 1
        while start <= bytes.count {
            let end = bytes.first(UInt8(ascii: "/"), from: start)
            let raw = bytes.text(start..<end)
            guard let segment = isPlain ? raw : PercentEncoding.decode(raw) else { return nil }
            segments.append(segment)
            start = end + 1
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
