import CLinux
public import Core
import Glibc

/// The only place that reads the wall clock. Log lines read their own time.
public enum SystemClock {
    public static func now() -> Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
