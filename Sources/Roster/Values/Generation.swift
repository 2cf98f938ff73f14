/// A number that decides between giving and taking: an entry counts if its generation is above every taking's.
public struct Generation: Hashable, Comparable, Sendable {
    public let number: UInt32

    /// 31 bits.
    public static let highest = Generation(trusted: 1 << 31 - 1)
    public static let first = Generation(trusted: 0)
    /// A larger step is an alarm: honest nodes count by ones.
    public static let largestStep: UInt32 = 1_000

    public init?(_ number: UInt32) {
        guard number >> 31 == 0 else { return nil }
        self.number = number
    }

    private init(trusted number: UInt32) { self.number = number }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    private var next: Generation? { Generation(number + 1) }

    /// For giving something the first time, or again after a taking. Nil at the end of the range: the command refuses,
    /// and names who took it.
    public static func giving(after taking: Generation?) -> Generation? {
        guard let taking else { return .first }
        return taking.next
    }

    /// For taking something, whatever its givings are called.
    public static func taking(after taking: Generation?, of giving: Generation?) -> Generation? {
        guard let taking else { return giving ?? .first }
        guard let next = taking.next else { return nil }
        return max(next, giving ?? .first)
    }

    /// Whether an honest node could have written this after that one.
    public func isJump(from known: Generation?) -> Bool { number > (known?.number ?? 0) + Self.largestStep }
}

/// The version of a record. A later one of the same author replaces an earlier one.
public struct Version: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init?(_ number: UInt64) {
        guard number >> 62 == 0 else { return nil }
        self.number = number
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// The version for what an author says now. Nil at the end of the range.
    public static func following(_ previous: Version?, at milliseconds: Int64) -> Version? {
        let time = UInt64(clamping: milliseconds)
        guard let previous else { return Version(time) }
        return Version(max(previous.number + 1, time))
    }
}
