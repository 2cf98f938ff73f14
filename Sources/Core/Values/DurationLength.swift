// Durations as people write them: `90s`, `5m`, `4h`, `2d`.

extension Duration {
    private static let units: [(letter: Character, seconds: Int64)] = [
        ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// Returns nil unless the text is a number and one of the letters s, m, h and d.
    public init?(length text: some StringProtocol) {
        guard let unit = Self.units.first(where: { $0.letter == text.last }),
            text.utf8.dropLast().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int64(text.dropLast()), count <= Int64.max / unit.seconds
        else { return nil }
        self = .seconds(count * unit.seconds)
    }

    /// In the largest unit without a remainder. Less than a second is not shown.
    public var lengthText: String {
        let seconds = components.seconds
        let unit = Self.units.first { seconds != 0 && seconds % $0.seconds == 0 } ?? ("s", 1)
        return "\(seconds / unit.seconds)\(unit.letter)"
    }
}
