import Glibc
import Logging
public import Settings

/// The users whose programs may speak for this machine over loopback: root, the agent's own user, people who log in, and
/// those that the settings add.
///
/// Services are not among them. A proxy, a tunnel or a forwarder passes on what others send, and what it sends itself
/// looks the same; but it runs as a user of its own, below the numbers that are given to people.
public struct LocalUsers: Equatable, Sendable {
    /// What useradd and systemd give to people, by default.
    private static let people: ClosedRange<UInt32> = 1_000...59_999

    /// The user that the agent runs as.
    public let agent: UInt32
    /// Of the setting `local_users`.
    public var others: Set<UInt32> = []

    /// Nobody is nil: the kernel did not say who it is.
    public func include(_ user: UInt32?) -> Bool {
        guard let user else { return false }
        return user == 0 || user == agent || Self.people.contains(user) || others.contains(user)
    }
}

extension LocalUsers {
    /// Names are looked up now. One that the machine does not have is logged, and left out.
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
                        "local_users names a user that this machine does not have", ("user", LogText.user(name)))
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
