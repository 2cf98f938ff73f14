import CLinux
import Glibc
public import HTTPServer
import Synchronization

/// Who may use the routes of operators: whoever comes by the control socket and is root, the agent's own user, or in the
/// group that the socket was given to. The rights of its file keep most others from connecting at all; but a socket that
/// a unit made with more rights than it should have, or one in a folder that everybody may enter, lets in anybody.
public struct OperatorRule: Equatable, Sendable {
    /// The user that the agent runs as: by hand, the person themself.
    public let user: UInt32
    /// Nil where the socket was given to no group.
    public let group: UInt32?

    public func admits(_ peer: UnixPeer) -> Bool {
        if peer.uid == 0 || peer.uid == user { return true }
        guard let group else { return false }
        return peer.gid == group || peer.groups.contains(group)
    }

    /// The group of the socket file counts where somebody chose it.
    ///
    /// - Nobody did where the file belongs to this process's own user and primary group: that is what any file gets which
    ///   this user makes. It may be a group of this user alone, and then it adds nobody; but it may as well be `users`,
    ///   with everybody in it. An agent that runs as `kith:kith` and makes the socket itself is such a case too: it cannot
    ///   be told from a person's. There systemd should make the socket (`SocketUser=root`, `SocketGroup=kith`).
    /// - Root's group is what a file gets that root makes without a word on groups. It says nothing of operators.
    /// - Any other was chosen: by a unit, by a chgrp, or by a folder that hands on its group.
    public static func chosenGroup(of file: FileOwner, agent: FileOwner) -> UInt32? {
        file.group == 0 || file == agent ? nil : file.group
    }
}

/// To whom a file belongs.
public struct FileOwner: Equatable, Sendable {
    public let user: UInt32
    public let group: UInt32

    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// What this process makes.
    public static var ofThisProcess: FileOwner { FileOwner(user: geteuid(), group: getegid()) }

    /// Nil where there is no socket.
    public init?(ofSocket path: String) {
        var file = stat()
        guard unsafe lstat(path, &file) == 0, file.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.init(user: file.st_uid, group: file.st_gid)
    }
}

/// The rule in force. The group is known once the control socket is there.
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
