import Glibc

/// What statvfs(3) reports about the file system that holds a path.
public struct DiskSpace: Hashable, Sendable {
    /// Bytes in all.
    public let bytes: UInt64
    /// Bytes that a user other than root can still write.
    public let free: UInt64
    /// The files that such a user can still make. Nil if the file system has no such limit.
    public let freeFiles: UInt64?
    public let isReadOnly: Bool

    public init(bytes: UInt64, free: UInt64, freeFiles: UInt64?, isReadOnly: Bool) {
        self.bytes = bytes
        self.free = free
        self.freeFiles = freeFiles
        self.isReadOnly = isReadOnly
    }

    /// Needs no right to read the folder itself.
    public init(of path: String) throws(SystemError) {
        var found = statvfs()
        guard unsafe statvfs(path, &found) == 0 else { throw .last }
        func bytes(_ blocks: UInt) -> UInt64 {
            let (product, isTooLarge) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(found.f_frsize))
            return isTooLarge ? .max : product
        }
        self.init(
            bytes: bytes(found.f_blocks), free: bytes(found.f_bavail),
            freeFiles: found.f_files == 0 ? nil : UInt64(found.f_favail),
            isReadOnly: found.f_flag & UInt(ST_RDONLY) != 0)
    }
}
