import API
import Console
import Core

/// The clock of this machine, and the time that the store trusts.
struct ClockReading {
    var wall: Moment
    /// Nil if it is not known.
    var trusted: Moment?
    /// Whether the trusted time is that of a running agent. If not, it stopped when the agent stopped.
    var isTrustedTimeRunning: Bool

    private static let plausible = Moment(reading: "2025-01-01T00:00:00Z")
    private static let implausible = Moment(reading: "2100-01-01T00:00:00Z")
    private static let remedy = "Set the clock: sudo timedatectl set-ntp true, or: sudo date -s 'YYYY-MM-DD HH:MM'"

    var findings: [Finding] {
        if Self.plausible.map({ wall < $0 }) ?? false || Self.implausible.map({ wall > $0 }) ?? false {
            return [
                .error(
                    "clock_wrong", what: "The clock of this machine is wrong: \(wall.text).",
                    why: "This year cannot be right. Codes, guest passes and tokens expire by the clock.",
                    remedy: Self.remedy)
            ]
        }
        guard let trusted else { return [] }
        let difference = wall - trusted
        if difference < .zero - TrustedTime.worthTelling {
            return [
                .error(
                    "clock_wrong",
                    what: "The clock of this machine is \((Duration.zero - difference).told) behind the trusted time.",
                    why:
                        "The clock says \(wall.text). The node has already seen \(trusted.text). What has expired by either "
                        + "of them is refused.", remedy: Self.remedy)
            ]
        }
        guard isTrustedTimeRunning, difference > TrustedTime.worthTelling else { return [] }
        return [
            .notice(
                "clock_ahead", what: "The clock of this machine is \(difference.told) ahead of the trusted time.",
                why: "This is normal after sleep. For six hours, nothing is deleted by the clock.",
                remedy: "If the clock is wrong, set it: sudo timedatectl set-ntp true")
        ]
    }
}
