import Glibc
import System

/// What this process takes of the machine. Nil where the machine does not say.
struct ProcessFigures {
    let residentBytes: Int?
    let openDescriptors: Int?
    let mostDescriptors: Int?
    let cpu: Duration

    /// As it is now.
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

    /// In memory: the second number of statm (proc(5)).
    private static func pages() -> Int? {
        guard let bytes = try? Files.read("/proc/self/statm", atMost: 128) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }

    private static func countDescriptors() -> Int? {
        // The listing itself has one.
        (try? Files.names(in: "/proc/self/fd", followingLinks: true)).map { $0.count - 1 }
    }
}
