import CLinux
import Glibc

/// Time since the process began. Setting the clock does not change it: nonces and rates use it.
public enum MonotonicClock {
    private static let start = sinceBoot()

    public static func now() -> Duration { sinceBoot() - start }

    /// Time since the machine started, including the time in which it slept.
    public static func sinceBoot() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
