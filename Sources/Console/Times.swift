public import Core
import Glibc

// How moments and lengths of time are told to a person.

/// The clock on the wall. A value, so that what is made of it can be tested.
public struct WallClock: Sendable {
    /// Seconds east of Greenwich at a moment.
    public let offset: @Sendable (Moment) -> Int64

    public init(offset: @escaping @Sendable (Moment) -> Int64) { self.offset = offset }

    public static let utc = WallClock { _ in 0 }

    /// Where this machine is.
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

/// How moments are written: as a person says it on a terminal, exactly where a program may read it.
public struct TimeStyle: Sendable {
    public let now: Moment
    /// Nil for RFC 3339.
    let clock: WallClock?

    public init(now: Moment, clock: WallClock?) {
        self.now = now
        self.clock = clock
    }

    /// Empty where there is none.
    public func text(_ moment: Moment?) -> String {
        guard let moment else { return "" }
        return clock.map { moment.told(at: now, by: $0) } ?? moment.text
    }
}

extension Moment {
    /// "3 min ago", "in 4 h", and the day itself once it is far away.
    public func told(at now: Moment, by clock: WallClock) -> String {
        let age = now - self
        let length = age < .zero ? .zero - age : age
        guard length >= .seconds(5) else { return "now" }
        guard length < .seconds(60 * 86_400) else { return String(clock.minute(self).prefix(10)) }
        return age > .zero ? "\(length.told) ago" : "in \(length.told)"
    }
}

extension Duration {
    /// To the nearest second, minute, hour or day, in the largest unit of which there is one: `12 s`, `3 min`, `5 h`, `12 d`.
    /// What began with four hours is `4 h` a second later, too. Hours go up to two days.
    public var told: String {
        let milliseconds = max(0, inMilliseconds)
        let count = { (unit: Int64) in milliseconds / unit + (milliseconds % unit >= unit / 2 ? 1 : 0) }
        if count(1_000) < 60 { return "\(count(1_000)) s" }
        if count(60_000) < 60 { return "\(count(60_000)) min" }
        if count(3_600_000) < 48 { return "\(count(3_600_000)) h" }
        return "\(count(86_400_000)) d"
    }

    /// What is left, counting down: `4:52`, `1:00:00`. A second that has begun counts.
    public var countdown: String {
        let seconds = max(0, (inMilliseconds + 999) / 1_000)
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        let tail = rest < 10 ? "0\(rest)" : "\(rest)"
        guard hours > 0 else { return "\(minutes):\(tail)" }
        return "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)"
    }
}
