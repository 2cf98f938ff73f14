import HTTPMessage

/// The languages that an `Accept-Language` field asks for (RFC 9110, 12.5.4).
public struct LanguageChoice: Hashable, Sendable {
    /// No browser sends more. The limit bounds the work for hostile fields.
    private static let most = 32

    private struct Preference: Hashable, Sendable {
        let range: String
        /// In thousandths.
        let quality: Int
    }

    private let preferences: [Preference]

    /// Reads the values of the field. Malformed parts are ignored.
    public init(_ values: [String]) {
        let parts = values.flatMap { $0.split(separator: ",") }.prefix(Self.most)
        preferences = parts.compactMap { Self.preference($0) }
    }

    /// Returns the best available language: the most wanted first, each range shortened until it matches (RFC 4647,
    /// 3.4). Returns the first available one if none matches.
    public func best(of available: [String]) -> String {
        let allowed = available.filter { language in
            !preferences.contains { $0.quality == 0 && $0.range == language.lowercased() }
        }
        // Sorting is not stable: among equal qualities, the first one wins.
        let ordered = preferences.enumerated().filter { $0.element.quality > 0 }
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
        for (_, preference) in ordered {
            if preference.range == "*" { break }
            if let language = match(preference.range, allowed) { return language }
        }
        return allowed.first ?? available[0]
    }

    private func match(_ range: String, _ available: [String]) -> String? {
        var subtags = range.split(separator: "-")
        while !subtags.isEmpty {
            let shortened = subtags.joined(separator: "-")
            if let language = available.first(where: { $0.lowercased() == shortened }) { return language }
            subtags.removeLast()
        }
        return nil
    }

    /// `de-AT;q=0.8`
    private static func preference(_ part: Substring) -> Preference? {
        let halves = part.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).map {
            Substring($0.utf8.trimmingBlanks)
        }
        let range = halves[0].lowercased()
        guard range == "*" || isTag(range) else { return nil }
        guard halves.count == 2 else { return Preference(range: range, quality: 1_000) }
        return quality(halves[1]).map { Preference(range: range, quality: $0) }
    }

    /// Longer than any tag that a browser sends (RFC 5646, 4.4.1). Each part costs a search through all languages.
    private static let longestTag = 35

    /// `de`, `pt-BR`
    public static func isTag(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= longestTag else { return false }
        return text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { subtag in
            (1...8).contains(subtag.utf8.count) && subtag.utf8.allSatisfy(isAlphanumeric)
        }
    }

    /// `q=0.8`, three decimals at most.
    private static func quality(_ text: Substring) -> Int? {
        guard text.lowercased().hasPrefix("q=") else { return nil }
        let number = text.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = number.first, whole == "0" || whole == "1" else { return nil }
        let decimals = number.count == 2 ? number[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ isDigit($0) }) else { return nil }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let thousandths = Int(padded) else { return nil }
        let value = (whole == "1" ? 1_000 : 0) + thousandths
        return value <= 1_000 ? value : nil
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
