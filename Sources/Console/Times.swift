public import Core
import Glibc

// Moments and durations as text for people.

/// The local time. A value, so that tests can set it.
public struct WallClock: Sendable {
    /// Seconds east of Greenwich at a moment.
    public let offset: @Sendable (Moment) -> Int64

    public init(offset: @escaping @Sendable (Moment) -> Int64) { self.offset = offset }

    public static let utc = WallClock { _ in 0 }

    /// The time zone of this machine.
    public static let local = WallClock { moment in
        var seconds = time_t(moment.milliseconds / 1_000)
        var parts = unsafe tm()
        guard unsafe localtime_r(&seconds, &parts) != nil else { return 0 }
        return unsafe Int64(parts.tm_gmtoff)
    }

    /// `10:32:07`
    public func time(_ moment: Moment) -> String { String(shifted(moment).dropFirst(11).prefix(8)) }

    /// `2026-11-20 10:32:07`
    public func second(_ moment: Moment) -> String { "\(shifted(moment).prefix(10)) \(time(moment))" }

    /// `2026-11-20 10:32`
    public func minute(_ moment: Moment) -> String {
        let text = shifted(moment)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }

    private func shifted(_ moment: Moment) -> String { (moment + .seconds(offset(moment))).text }
}

/// How times are written: relative on a terminal, exact where a program may read them.
public struct TimeStyle: Sendable {
    public let now: Moment
    /// Nil for RFC 3339.
    let clock: WallClock?

    public init(now: Moment, clock: WallClock?) {
        self.now = now
        self.clock = clock
    }

    /// For people, not for programs.
    public var isRelative: Bool { clock != nil }

    /// Empty if there is no moment.
    public func text(_ moment: Moment?) -> String {
        guard let moment else { return "" }
        return clock.map { moment.told(at: now, by: $0) } ?? moment.text
    }
}

extension Moment {
    /// "3 min ago", "in 4 h", or the date if it is far away.
    public func told(at now: Moment, by clock: WallClock) -> String {
        let age = now - self
        let length = age < .zero ? .zero - age : age
        guard length >= .seconds(5) else { return "now" }
        guard length < .seconds(60 * 86_400) else { return String(clock.minute(self).prefix(10)) }
        return age > .zero ? "\(length.told) ago" : "in \(length.told)"
    }
}

extension Duration {
    /// In the largest unit that is not zero: `12 s`, `3 min`, `5 h`, `12 d`.
    public var told: String {
        let milliseconds = max(0, inMilliseconds)
        let count = { (unit: Int64) in milliseconds / unit + (milliseconds % unit >= unit / 2 ? 1 : 0) }
        if count(1_000) < 60 { return "\(count(1_000)) s" }
        if count(60_000) < 60 { return "\(count(60_000)) min" }
        if count(3_600_000) < 48 { return "\(count(3_600_000)) h" }
        return "\(count(86_400_000)) d"
    }

    /// The remaining time, counting down: `4:52`, `1:00:00`. Rounded up to a second.
    public var countdown: String {
        let seconds = max(0, (inMilliseconds + 999) / 1_000)
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        let tail = rest < 10 ? "0\(rest)" : "\(rest)"
        guard hours > 0 else { return "\(minutes):\(tail)" }
        return "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)"
    }
}
