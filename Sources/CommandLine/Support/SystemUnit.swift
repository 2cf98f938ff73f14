import Glibc

/// The system's own agent, as systemd would run it.
enum SystemUnit {
    private static let folders = ["/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system"]

    static func isInstalled(in folders: [String] = folders) -> Bool {
        folders.contains { unsafe access($0 + "/kith.service", F_OK) == 0 }
    }

    /// Whether the service starts with the machine, by the links that `systemctl enable` makes. Its socket is enough: the
    /// first connection then starts the service.
    static func isEnabled(in folder: String = "/etc/systemd/system") -> Bool {
        ["multi-user.target.wants/kith.service", "sockets.target.wants/kith.socket"].contains {
            unsafe access("\(folder)/\($0)", F_OK) == 0
        }
    }
}

/// What this machine has of Avahi, which advertises the node.
enum AvahiDaemon {
    case missing, stopped, running

    static var onThisMachine: AvahiDaemon {
        guard ["/usr/sbin", "/usr/bin"].contains(where: { unsafe access($0 + "/avahi-daemon", X_OK) == 0 }) else {
            return .missing
        }
        return unsafe access("/run/avahi-daemon/pid", F_OK) == 0 ? .running : .stopped
    }
    /// What keeps the node from working with Avahi, and what to do. `detail` says what the agent has met.
    func obstacle(_ detail: String) -> String {
        switch self {
        case .missing: "avahi-daemon is not installed (sudo apt install avahi-daemon)"
        case .stopped: "avahi-daemon is not running (sudo systemctl enable --now avahi-daemon)"
        case .running: detail
        }
    }
}
