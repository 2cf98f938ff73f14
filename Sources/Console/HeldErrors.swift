import Glibc

/// Holds back what is written to standard error while a frame is shown: a log line in the middle of a code makes it
/// unreadable. Holds as much as a pipe does. Further output is lost, so that no writer waits.
struct HeldErrors: ~Copyable {
    private let reader: Int32
    /// The original standard error.
    let original: Int32

    /// Returns nil if standard error is not a terminal, or there are no descriptors left.
    static func begin() -> HeldErrors? {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let original = dup(STDERR_FILENO)
        guard original >= 0 else { return nil }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            close(original)
            return nil
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        for descriptor in [ends[0], original] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        dup2(ends[1], STDERR_FILENO)
        close(ends[1])
        return HeldErrors(reader: ends[0], original: original)
    }

    deinit {
        close(reader)
        close(original)
    }

    /// Restores standard error, then writes what was held back.
    consuming func release() {
        dup2(original, STDERR_FILENO)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(reader, $0.baseAddress, $0.count) }
        if count > 0 { Terminal.put(String(decoding: bytes.prefix(count), as: UTF8.self), to: STDERR_FILENO) }
    }
}
