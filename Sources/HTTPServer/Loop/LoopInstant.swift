import System

/// A moment of the clock that nobody sets.
///
/// `ContinuousClock.Instant` is the same. But the compiler does not know its size, because it belongs to a library that may
/// change. That would make every value of the loop that contains one slow.
struct LoopInstant: Hashable, Comparable, Sendable {
    private let sinceBoot: Duration

    static var now: LoopInstant { LoopInstant(sinceBoot: MonotonicClock.sinceBoot()) }

    static func < (left: Self, right: Self) -> Bool { left.sinceBoot < right.sinceBoot }

    static func + (instant: Self, length: Duration) -> Self { Self(sinceBoot: instant.sinceBoot + length) }

    static func - (later: Self, earlier: Self) -> Duration { later.sinceBoot - earlier.sinceBoot }
}
