import API
import System

/// Owners and modes of the files of a node.
struct RightsReading {
    struct File {
        var path: String
        var owner: UInt32
        var mode: UInt32
    }

    var folder: File
    /// What is in the folder: database, identity key and lock.
    var files: [File]

    var findings: [Finding] {
        let owner = User(id: folder.owner)
        if let foreign = files.first(where: { $0.owner != folder.owner }) {
            return [
                wrong(
                    "\(foreign.path) belongs to \(User(id: foreign.owner).description).",
                    "The folder belongs to \(owner.description), and the agent runs as that user.",
                    "sudo chown '\(owner.shellName)' \(foreign.path)")
            ]
        }
        if let open = files.first(where: { $0.mode & ($0.path.hasSuffix(".key") ? 0o077 : 0o007) != 0 }) {
            return [
                wrong(
                    "Other users of this machine can open \(open.path).",
                    "The agent does not start with such a file: it holds secrets.", "sudo chmod 600 \(open.path)")
            ]
        }
        if let shut = files.first(where: { $0.mode & 0o600 != 0o600 }) {
            return [
                wrong(
                    "The owner cannot read and write \(shut.path).", "The agent runs as that user.",
                    "sudo chmod 600 \(shut.path)")
            ]
        }
        if folder.mode & 0o700 != 0o700 {
            return [
                wrong(
                    "The owner cannot use \(folder.path).", "The agent runs as \(owner.description).",
                    "sudo chmod 700 \(folder.path)")
            ]
        }
        guard folder.mode & 0o022 != 0 else { return [] }
        return [
            wrong(
                "Other users of this machine can write in \(folder.path).", "They can replace the files of the node.",
                "sudo chmod 700 \(folder.path)")
        ]
    }

    private func wrong(_ what: String, _ why: String, _ remedy: String) -> Finding {
        .error("rights_wrong", what: what, why: why, remedy: remedy)
    }
}

/// Who may use the control socket.
struct SocketReading {
    var path: String
    /// Nil if there is no file.
    var status: (group: UInt32, groupName: String, mode: UInt32)?
    /// Whether this user was refused.
    var isDenied: Bool
    /// Whether the group already lists this user, who has to log in again.
    var isMember: Bool
    var user: String
    /// Whether systemd makes the socket, for root and a group.
    var isOfService: Bool

    var findings: [Finding] {
        guard let status else { return [] }
        if isOfService, status.group != 0, status.mode & 0o060 != 0o060 {
            return [
                .error(
                    "socket_rights", what: "The group of \(path) cannot use it.",
                    why: "Its mode does not let the group '\(status.groupName)' read and write.",
                    remedy: "sudo systemctl restart kith-control.socket, or: sudo chmod 660 \(path)")
            ]
        }
        guard isDenied else { return [] }
        let isGroupOpen = status.group != 0 && status.mode & 0o060 == 0o060
        let remedy =
            !isGroupOpen
            ? "Use sudo."
            : isMember
                ? "Log out and in again: the group is not active in this session yet."
                : "Join the group and log in again: sudo usermod -aG \(status.groupName) \(user)"
        return [
            .error(
                "socket_denied", what: "You may not use \(path).",
                why: isGroupOpen
                    ? "Only root and the group '\(status.groupName)' may." : "Only its owner and root may.",
                remedy: remedy)
        ]
    }
}
