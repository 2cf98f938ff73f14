import Glibc

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
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }

    private static func countDescriptors() -> Int? {
        guard let listing = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(listing) }
        var count = 0
        while let entry = unsafe readdir(listing) {
            // All but "." and "..".
            if unsafe entry.pointee.d_name.0 != 46 { count += 1 }
        }
        // The listing itself has one.
        return count - 1
    }
}
