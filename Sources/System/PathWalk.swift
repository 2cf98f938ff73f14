import Glibc

/// Follows a path from the root of the file system, one name at a time, and checks each: a user who can change one of
/// them decides where the path leads.
public struct PathWalk: Sendable {
    /// A name of the path that did not pass.
    public struct Foreign: Hashable, Sendable {
        public let path: String
        public let status: FileStatus
    }

    /// The path without links, as far as the walk came.
    public private(set) var resolved = ""
    /// The first name that did not pass, if any. The walk ends there.
    public private(set) var foreign: Foreign?

    /// - Parameters:
    ///   - path: absolute.
    ///   - passes: checks each folder and link on the way, and the file at the end.
    public init(_ path: String, passes: (FileStatus) -> Bool) throws(SystemError) {
        var left = Self.names(path)
        var links = 0
        while let name = left.popLast() {
            guard name != ".." else {
                resolved = String(resolved.prefix(upTo: resolved.lastIndex(of: "/") ?? resolved.startIndex))
                continue
            }
            let here = resolved + "/" + name
            let status = try Files.status(here, followingLinks: false)
            guard passes(status) else {
                foreign = Foreign(path: here, status: status)
                return
            }
            guard status.kind == .link else {
                resolved = here
                continue
            }
            links += 1
            // The kernel follows as many.
            guard links <= 40 else { throw SystemError(ELOOP) }
            let target = try Self.target(of: here)
            if target.hasPrefix("/") { resolved = "" }
            left += Self.names(target)
        }
    }

    /// In reverse order.
    private static func names(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }.reversed()
    }

    private static func target(of link: String) throws(SystemError) -> String {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(link, &text, text.count)
        guard count >= 0 else { throw .last }
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
