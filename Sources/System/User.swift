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

    /// Nil if the system has no entry for a user of this name.
    public init?(named name: String) {
        guard let id = Entry.id(of: name) else { return nil }
        self.init(id: id)
    }

    /// The effective user of this process.
    public static var current: User { User(id: geteuid()) }

    /// For people: `kith (uid 998)`.
    public var description: String { entry.map { "\($0.name) (uid \(id))" } ?? "uid \(id)" }

    /// The name or, if there is none, the number in the form for `sudo -u` and `chown`.
    public var shellName: String { entry?.name ?? "#\(id)" }

    /// Whether the group is this user's own: its primary group, of its name, with no other member. What such a group can
    /// write, only its user can.
    public func isAlone(in group: UInt32) -> Bool {
        guard let entry, entry.group == group else { return false }
        return unsafe entry.name.withCString { unsafe kith_is_group_of_one(group, $0) != 0 }
    }

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
        let found = unsafe Self.find { entry, text, found in unsafe getpwuid_r(id, entry, text.0, text.1, found) }
        guard let found else { return nil }
        self = found.entry
    }

    fileprivate static func id(of name: String) -> UInt32? {
        unsafe find { entry, text, found in unsafe getpwnam_r(name, entry, text.0, text.1, found) }?.id
    }

    /// The entry, where its texts go, with how many bytes there are, and where it says that it was found.
    private typealias Question = (
        UnsafeMutablePointer<passwd>, (UnsafeMutablePointer<CChar>, Int),
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    /// Asks again with a larger buffer until the texts fit.
    private static func find(_ ask: Question) -> (id: UInt32, entry: User.Entry)? {
        var size = 1_024
        while size <= 1 << 20 {
            var text = [CChar](repeating: 0, count: size)
            let (code, found) = unsafe text.withUnsafeMutableBufferPointer { unsafe read(into: $0, ask) }
            guard code == ERANGE else { return found }
            size *= 4
        }
        return nil
    }

    /// The texts of the entry are in the buffer.
    @unsafe
    private static func read(
        into text: UnsafeMutableBufferPointer<CChar>, _ ask: Question
    ) -> (Int32, (id: UInt32, entry: User.Entry)?) {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard let start = text.baseAddress else { return (EINVAL, nil) }
        let code = unsafe ask(&entry, (start, text.count), &found)
        guard code == 0, unsafe found != nil, let name = unsafe entry.pw_name, let home = unsafe entry.pw_dir else {
            return (code, nil)
        }
        let made = unsafe User.Entry(name: String(cString: name), group: entry.pw_gid, home: String(cString: home))
        return unsafe (0, (entry.pw_uid, made))
    }
}

/// A group of this machine.
public struct Group: Hashable, Sendable {
    public let id: UInt32
    /// Nil if the system has no entry for this number.
    public let name: String?
    /// The names of its members, except users whose primary group it is.
    public let members: [String]

    public init(id: UInt32) {
        self.id = id
        var entry = unsafe group()
        var text = [CChar](repeating: 0, count: 1 << 16)
        (name, members) = unsafe text.withUnsafeMutableBufferPointer { buffer in
            var found: UnsafeMutablePointer<group>?
            guard let start = buffer.baseAddress,
                unsafe getgrgid_r(id, &entry, start, buffer.count, &found) == 0, unsafe found != nil,
                let name = unsafe entry.gr_name
            else { return (nil, []) }
            var members: [String] = []
            var next = unsafe entry.gr_mem
            while let member = unsafe next?.pointee {
                unsafe members.append(String(cString: member))
                unsafe next = unsafe next?.advanced(by: 1)
            }
            return unsafe (String(cString: name), members)
        }
    }

    /// Whether the system's database names the user as a member. A session that began before does not have the group.
    public func lists(_ user: User) -> Bool { user.entry.map { members.contains($0.name) || $0.group == id } ?? false }
}
