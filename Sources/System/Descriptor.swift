import Glibc

/// An open file. Closed when its owner releases it.
public struct Descriptor: ~Copyable, Sendable {
    public let number: Int32

    /// Takes ownership of an open descriptor.
    public init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens a file. `O_CLOEXEC` is always set.
    public init(opening path: String, _ flags: Int32, mode: UInt32 = 0) throws(SystemError) {
        let number = unsafe open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw .last }
        self.number = number
    }

    /// What the system knows about the open file.
    public func status() throws(SystemError) -> FileStatus {
        var found = stat()
        guard unsafe fstat(number, &found) == 0 else { throw .last }
        return FileStatus(found)
    }

    /// Reads the next bytes. Returns an empty array at the end of the file.
    public func read(atMost most: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            var got = -1
            repeat { unsafe got = Glibc.read(number, buffer.baseAddress, most) } while got < 0 && errno == EINTR
            if got < 0 { failure = .last }
            count = max(0, got)
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads to the end of the file, or to a number of bytes.
    public func readAll(atMost most: Int = .max) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < most {
            let part = try read(atMost: min(16_384, most - bytes.count))
            guard !part.isEmpty else { break }
            bytes += part
        }
        return bytes
    }

    /// Writes all of the bytes.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(number, rest.baseAddress, rest.count)
            }
            guard count >= 0 || errno == EINTR else { throw .last }
            written += max(0, count)
        }
    }

    /// Files that root makes for another user must belong to that user: gives the file to the owner of a folder. Does
    /// nothing for any other user.
    public func giveToOwner(of folder: String) {
        guard geteuid() == 0, let status = try? Files.status(folder, followingLinks: true) else { return }
        _ = fchown(number, status.owner, status.group)
    }

    /// Waits until the file, or the names in the folder, are on the disk.
    public func sync() throws(SystemError) {
        guard fsync(number) == 0 else { throw .last }
    }
}
