import CLinux
public import Core
import Glibc

/// The one place where the time is asked; only what is logged bears a time of its own.
public enum SystemClock {
    public static func now() -> Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
