import Glibc
import System

/// The resources that this process uses. Nil if the machine does not report them.
struct ProcessFigures {
    let residentBytes: Int?
    let openDescriptors: Int?
    let mostDescriptors: Int?
    let cpu: Duration

    /// The current values.
    static func now() -> ProcessFigures {
        let pages = Self.pages()
        return ProcessFigures(
            residentBytes: pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }, openDescriptors: countDescriptors(),
            mostDescriptors: limit(of: Int32(_SC_OPEN_MAX)), cpu: timeOfProcessors())
    }

    private static func limit(of name: Int32) -> Int? {
        let value = sysconf(name)
        return value > 0 ? value : nil
    }

    private static func timeOfProcessors() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Resident pages: the second number of statm (proc(5)).
    private static func pages() -> Int? {
        guard let bytes = try? Files.read("/proc/self/statm", atMost: 128) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }

    private static func countDescriptors() -> Int? {
        // The listing itself uses one descriptor.
        (try? Files.names(in: "/proc/self/fd", followingLinks: true)).map { $0.count - 1 }
    }
}
