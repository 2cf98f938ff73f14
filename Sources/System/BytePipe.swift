import Glibc

/// Two descriptors of one pipe: what is written into one is read from the other.
public struct BytePipe: Sendable {
    public let reading: Int32
    public let writing: Int32

    public init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .last }
        (reading, writing) = (ends[0], ends[1])
    }
}

extension Descriptor {
    /// Reads exactly so many bytes of a pipe. Fewer if the writer has closed it before.
    ///
    /// - Parameter patience: for all of it; `ETIMEDOUT` after that.
    public func read(exactly count: Int, patience: Duration) throws(SystemError) -> [UInt8] {
        // For all of them: a writer that sends a byte now and then must not keep this process for ever.
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        while bytes.count < count {
            try waitForBytes(within: max(.zero, end - ContinuousClock.now))
            let part = try read(atMost: min(1 << 16, count - bytes.count))
            guard !part.isEmpty else { break }
            bytes += part
        }
        return bytes
    }

    private func waitForBytes(within patience: Duration) throws(SystemError) {
        var asked = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(clamping: patience.roundedUpMilliseconds)
        var found: Int32
        repeat { unsafe found = poll(&asked, 1, milliseconds) } while found < 0 && errno == EINTR
        guard found >= 0 else { throw .last }
        guard found > 0 else { throw SystemError(ETIMEDOUT) }
    }
}
