/// Holds back repeated lines, so that a client that causes the same failure a thousand times a second cannot fill the
/// disk. Bounded, because messages are constants of this program.
struct Repeats {
    /// Lines of one message in a minute. Normally there are fewer.
    static let most = 20
    static let period = Duration.seconds(60)

    private struct Count {
        var begin: ContinuousClock.Instant
        var lines = 0
        var suppressed = 0
        let level: LogLevel
        let message: StaticString
    }

    private var counts: [String: Count] = [:]

    /// Returns how many were left out before this line, or nil if this line is left out.
    mutating func admit(_ message: StaticString, _ level: LogLevel, at now: ContinuousClock.Instant) -> Int? {
        let key = "\(message)"
        var count = counts[key] ?? Count(begin: now, level: level, message: message)
        defer { counts[key] = count }
        if now - count.begin >= Self.period { (count.begin, count.lines) = (now, 0) }
        guard count.lines < Self.most else {
            count.suppressed += 1
            return nil
        }
        count.lines += 1
        defer { count.suppressed = 0 }
        return count.suppressed
    }

    /// Returns the messages whose lines were left out, when their minute has passed without a further line.
    mutating func takeOverdue(at now: ContinuousClock.Instant) -> [(LogLevel, StaticString, Int)] {
        var overdue: [(LogLevel, StaticString, Int)] = []
        for (key, count) in counts where now - count.begin >= Self.period {
            if count.suppressed > 0 { overdue.append((count.level, count.message, count.suppressed)) }
            counts[key] = nil
        }
        return overdue.sorted { "\($0.1)" < "\($1.1)" }
    }
}
