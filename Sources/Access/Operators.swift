import CLinux
import Glibc
public import HTTPServer
import Synchronization

/// Who may use the routes of operators: a caller over the control socket who is root, the agent's own user, or in the
/// socket's group. The mode of the socket file already keeps most others from connecting. This rule also covers a
/// socket that a unit made with a mode that is too open, or that is in a folder that everybody can use.
public struct OperatorRule: Equatable, Sendable {
    /// The user that the agent runs as.
    public let user: UInt32
    /// Nil if nobody chose a group for the socket.
    public let group: UInt32?

    public func admits(_ peer: UnixPeer) -> Bool {
        if peer.uid == 0 || peer.uid == user { return true }
        guard let group else { return false }
        return peer.gid == group || peer.groups.contains(group)
    }

    /// Returns the group of the socket file if somebody chose it.
    ///
    /// - Nobody chose it if the file has this process's own user and primary group: every file that this user makes has
    /// those. It may be a group of this user only, and then it adds nobody. It may also be `users`, with everybody in
    /// it. An agent that runs as `kith:kith` and makes the socket itself looks the same. There systemd should make the
    /// socket (`SocketUser=root`, `SocketGroup=kith`).
    /// - A file that root makes has root's group by default. It says nothing about operators.
    /// - Any other group was chosen: by a unit, by chgrp, or by a folder that passes on its group.
    public static func chosenGroup(of file: FileOwner, agent: FileOwner) -> UInt32? {
        file.group == 0 || file == agent ? nil : file.group
    }
}

/// The owner of a file.
public struct FileOwner: Equatable, Sendable {
    public let user: UInt32
    public let group: UInt32

    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// The owner of files that this process makes.
    public static var ofThisProcess: FileOwner { FileOwner(user: geteuid(), group: getegid()) }

    /// Returns nil if there is no socket.
    public init?(ofSocket path: String) {
        var file = stat()
        guard unsafe lstat(path, &file) == 0, file.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.init(user: file.st_uid, group: file.st_gid)
    }
}

/// The rule in force. The group is known when the control socket exists.
public final class Operators: Sendable {
    public init() {}

    private let rule = Mutex(OperatorRule(user: geteuid(), group: nil))

    public func include(_ connection: ConnectionInfo) -> Bool {
        switch connection {
        case .unix(let peer): rule.withLock { $0.admits(peer) }
        case .tcp: false
        }
    }

    public func admitGroup(ofSocket path: String) {
        guard let file = FileOwner(ofSocket: path) else { return }
        let group = OperatorRule.chosenGroup(of: file, agent: .ofThisProcess)
        rule.withLock { $0 = OperatorRule(user: $0.user, group: group) }
    }
}
