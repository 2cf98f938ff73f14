import Glibc

/// Operations on files by path.
public enum Files {
    public static func exists(_ path: String) -> Bool {
        unsafe faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// - Parameter followingLinks: whether the last name of the path may be a link to what is meant.
    public static func status(_ path: String, followingLinks: Bool) throws(SystemError) -> FileStatus {
        var found = stat()
        guard unsafe followingLinks ? stat(path, &found) == 0 : lstat(path, &found) == 0 else { throw .last }
        return FileStatus(found)
    }

    /// The bytes of a file, cut off after a number of them. A pipe without a writer does not block.
    public static func read(_ path: String, atMost most: Int = .max) throws(SystemError) -> [UInt8] {
        try Descriptor(opening: path, O_RDONLY | O_NONBLOCK).readAll(atMost: most)
    }

    /// The names in a folder except `.` and `..`, in no order.
    public static func names(in folder: String, followingLinks: Bool) throws(SystemError) -> [String] {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
        let descriptor = unsafe open(folder, flags)
        guard descriptor >= 0 else { throw .last }
        // From now on, it owns the descriptor.
        guard let listing = unsafe fdopendir(descriptor) else {
            let failure = SystemError.last
            close(descriptor)
            throw failure
        }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Makes a rename in the folder survive a power cut.
    public static func syncFolder(_ folder: String) throws(SystemError) {
        try Descriptor(opening: folder, O_RDONLY | O_DIRECTORY).sync()
    }

    /// The path of the folder that a file is in.
    public static func folder(of path: String) -> String {
        let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return above.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : above
    }

    /// The same path without links. Nil if it does not exist.
    public static func resolved(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
