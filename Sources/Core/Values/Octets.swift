/// Sixteen bytes without heap. Comparing takes the same time wherever the first difference is.
public struct Octets16: Hashable, Sendable {
    @usableFromInline let high: UInt64
    @usableFromInline let low: UInt64

    public static let count = 16

    /// Nil unless there are exactly sixteen bytes.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        var rest = bytes.makeIterator()
        high = nextWord(&rest)
        low = nextWord(&rest)
    }

    @inlinable
    public init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next()
    }

    fileprivate static var zero: Octets16 { Octets16(high: 0, low: 0) }

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public var bytes: [UInt8] { bigEndianBytes(of: high) + bigEndianBytes(of: low) }

    public static func == (left: Self, right: Self) -> Bool {
        (left.high ^ right.high) | (left.low ^ right.low) == 0
    }
}

/// Thirty-two bytes, like ``Octets16``.
public struct Octets32: Hashable, Sendable {
    @usableFromInline let first: Octets16
    @usableFromInline let second: Octets16

    public static let count = 32

    /// Nil unless there are exactly thirty-two bytes.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count,
            let first = Octets16(bytes.prefix(Octets16.count)),
            let second = Octets16(bytes.dropFirst(Octets16.count))
        else { return nil }
        self.first = first
        self.second = second
    }

    @inlinable
    public init(using generator: inout some RandomNumberGenerator) {
        first = Octets16(using: &generator)
        second = Octets16(using: &generator)
    }

    /// From four words of eight bytes, the most significant byte first.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        first = Octets16(high: words.0, low: words.1)
        second = Octets16(high: words.2, low: words.3)
    }

    private init(first: Octets16, second: Octets16) {
        self.first = first
        self.second = second
    }

    public var bytes: [UInt8] { first.bytes + second.bytes }

    public static func == (left: Self, right: Self) -> Bool {
        let firstEqual = left.first == right.first
        let secondEqual = left.second == right.second
        return firstEqual && secondEqual
    }
}

/// For an order, not for secrets: how long it takes depends on the values.
extension Octets32: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.first.high, left.first.low, left.second.high, left.second.low)
            < (right.first.high, right.first.low, right.second.high, right.second.low)
    }

    public static var zero: Octets32 { Octets32(first: .zero, second: .zero) }
}

extension Span<UInt8> {
    /// Whether these are the first bytes.
    public func starts(with text: String) -> Bool {
        let start = text.utf8.span
        guard start.count <= count else { return false }
        for index in start.indices where self[index] != start[index] { return false }
        return true
    }
}

@inlinable
func nextWord(_ bytes: inout some IteratorProtocol<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for _ in 0..<8 { word = word << 8 | UInt64(bytes.next() ?? 0) }
    return word
}

private func bigEndianBytes(of word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
}
