import Glibc

/// What the system reports about a file without opening it.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Sendable { case file, folder, link, other }

    public let kind: Kind
    /// The user that owns it.
    public let owner: UInt32
    public let group: UInt32
    /// Mode bits and the sticky bit: `0o7777` at most.
    public let mode: UInt32
    public let bytes: Int64
    /// Equal for every name of one file, and for no other file.
    public let identity: FileIdentity
    /// How many names lead to it. 0 for an open file whose name was removed.
    public let names: UInt64
    /// When it was last written, in milliseconds since 1970.
    public let writtenAt: Int64

    init(_ found: stat) {
        kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        owner = found.st_uid
        group = found.st_gid
        mode = found.st_mode & 0o7777
        identity = FileIdentity(device: UInt64(found.st_dev), inode: UInt64(found.st_ino))
        bytes = Int64(found.st_size)
        names = UInt64(found.st_nlink)
        let time = found.st_mtim
        writtenAt =
            Int64(clamping: time.tv_sec).multipliedReportingOverflow(by: 1_000).partialValue
            &+ Int64(time.tv_nsec) / 1_000_000
    }

    /// Whether users other than the owner and the group can write it. In a sticky folder such as `/tmp` they can add
    /// names, but cannot change those of others.
    public var isWritableByAll: Bool { kind != .link && mode & 0o002 != 0 && mode & 0o1000 == 0 }

    /// The same for the group.
    public var isWritableByGroup: Bool { kind != .link && mode & 0o020 != 0 && mode & 0o1000 == 0 }

    /// Whether users other than root and `user` can write it, by its mode. A group that has no other members is the user.
    public func isWritable(byOthersThan user: User?) -> Bool {
        isWritableByAll || isWritableByGroup && group != 0 && user?.isAlone(in: group) != true
    }
}

/// Distinguishes two files that had the same name at different times.
public struct FileIdentity: Hashable, Sendable {
    public let device: UInt64
    public let inode: UInt64
}
