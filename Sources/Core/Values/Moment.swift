/// A point in time, in milliseconds since 1970 (UTC). Core reads no clock: callers pass every moment in.
public struct Moment: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Clamps at the ends of the range instead of trapping: an operator may type any duration.
    public static func + (moment: Self, length: Duration) -> Self {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(length.inMilliseconds)
        guard overflow else { return Self(milliseconds: sum) }
        return Self(milliseconds: length < .zero ? .min : .max)
    }

    public static func - (moment: Self, length: Duration) -> Self { moment + (.zero - length) }

    public static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.milliseconds) - .milliseconds(earlier.milliseconds)
    }
}

extension Duration {
    public static func minutes(_ count: Int64) -> Duration { many(count, of: 60) }
    public static func hours(_ count: Int64) -> Duration { many(count, of: 3_600) }
    public static func days(_ count: Int64) -> Duration { many(count, of: 86_400) }

    /// A person may have typed the count, so this clamps as well.
    private static func many(_ count: Int64, of seconds: Int64) -> Duration {
        let (product, overflow) = count.multipliedReportingOverflow(by: seconds)
        guard overflow else { return .seconds(product) }
        return .seconds(count < 0 ? Int64.min : .max)
    }

    /// Whole milliseconds, clamped to 64 bits.
    public var inMilliseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000_000) }
}

/// When something ends. Nil means never. It has ended from that very millisecond.
extension Optional where Wrapped == Moment {
    public func isOver(at now: Moment) -> Bool {
        guard let end = self else { return false }
        return now >= end
    }

    /// The earlier of two ends.
    public func earlier(_ other: Moment?) -> Moment? {
        guard let end = self else { return other }
        return other.map { Swift.min(end, $0) } ?? end
    }
}
