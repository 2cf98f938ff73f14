internal import CLinux
import Glibc

/// A user of this machine.
public struct User: Hashable, Sendable {
    public let id: UInt32
    /// Nil if the system has no entry for this number.
    public let entry: Entry?

    /// The system's entry for a user: passwd(5).
    public struct Entry: Hashable, Sendable {
        public let name: String
        public let group: UInt32
        public let home: String
    }

    public init(id: UInt32) {
        self.id = id
        entry = Entry(of: id)
    }

    /// The effective user of this process.
    public static var current: User { User(id: geteuid()) }

    /// For people: `kith (uid 998)`.
    public var description: String { entry.map { "\($0.name) (uid \(id))" } ?? "uid \(id)" }

    /// The name or, if there is none, the number in the form for `sudo -u` and `chown`.
    public var shellName: String { entry?.name ?? "#\(id)" }

    /// Makes this process that user for good, with all its threads: none of the calls below can be undone. Needs root.
    ///
    /// - Parameter group: the group if the system has no entry for the user.
    public func become(groupWithoutEntry group: UInt32) throws(SystemError) {
        guard unsafe kith_become(id, entry?.group ?? group, entry?.name) == 0 else { throw .last }
        // If anything of root were left, everything after this would be as dangerous as before.
        guard getuid() == id, geteuid() == id, id == 0 || setuid(0) != 0 else { throw SystemError(EPERM) }
    }
}

extension User.Entry {
    fileprivate init?(of id: UInt32) {
        var size = 1_024
        var text = [CChar](repeating: 0, count: size)
        while true {
            let (code, found) = unsafe text.withUnsafeMutableBufferPointer { unsafe Self.read(id, into: $0) }
            guard code == ERANGE, size < 1 << 20 else {
                guard let found else { return nil }
                self = found
                return
            }
            size *= 4
            text = [CChar](repeating: 0, count: size)
        }
    }

    /// The texts of the entry are in the buffer.
    @unsafe
    private static func read(_ id: UInt32, into text: UnsafeMutableBufferPointer<CChar>) -> (Int32, User.Entry?) {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard let start = text.baseAddress else { return (EINVAL, nil) }
        let code = unsafe getpwuid_r(id, &entry, start, text.count, &found)
        guard code == 0, unsafe found != nil, let name = unsafe entry.pw_name, let home = unsafe entry.pw_dir else {
            return (code, nil)
        }
        return unsafe (0, User.Entry(name: String(cString: name), group: entry.pw_gid, home: String(cString: home)))
    }
}
