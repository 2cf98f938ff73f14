import Glibc
import Logging
public import Settings

/// The users whose programs may speak for this machine over loopback: root, the agent's own user, people who log in,
/// and the users of the setting.
///
/// Services are not included. A proxy, a tunnel or a forwarder passes on what others send, and its own requests look
/// the same. It runs as its own user, below the numbers that people have.
public struct LocalUsers: Equatable, Sendable {
    /// The numbers that useradd and systemd give to people by default.
    private static let people: ClosedRange<UInt32> = 1_000...59_999

    /// The user that the agent runs as.
    public let agent: UInt32
    /// The users of the setting `local_users`.
    public var others: Set<UInt32> = []

    /// Returns false for nil: the kernel did not report the user.
    public func include(_ user: UInt32?) -> Bool {
        guard let user else { return false }
        return user == 0 || user == agent || Self.people.contains(user) || others.contains(user)
    }
}

extension LocalUsers {
    /// Looks up the names now. A name that the machine does not have is logged and ignored.
    public init(_ settings: AgentSettings) {
        self.init(agent: geteuid())
        for user in settings.localUsers {
            switch user {
            case .number(let number): others.insert(number)
            case .name(let name):
                if let number = Self.number(of: name) {
                    others.insert(number)
                } else {
                    Log.warning(
                        "local_users names an unknown user; it is ignored", ("user", LogText.user(name)))
                }
            }
        }
    }

    private static func number(of name: String) -> UInt32? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 16 * 1_024)
        let result = unsafe room.withUnsafeMutableBufferPointer { room -> Int32 in
            guard let start = room.baseAddress else { return -1 }
            return unsafe getpwnam_r(name, &entry, start, room.count, &found)
        }
        guard result == 0, unsafe found != nil else { return nil }
        return unsafe entry.pw_uid
    }
}
