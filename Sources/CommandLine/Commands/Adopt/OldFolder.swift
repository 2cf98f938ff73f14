import Agent
import Console
import Glibc
import System

/// The state folder that a node is moved away from, as root sees it: without opening anything in it.
struct OldFolder {
    let path: String
    let status: FileStatus
    var owner: User { User(id: status.owner) }

    /// - Parameter named: the folder on the command line.
    static func find(_ named: String?) throws(CommandFailure) -> OldFolder {
        if let named { return try look(withoutEndSlash(fromRoot(named))) }
        guard let trial = TrialNode.ofCaller else {
            throw CommandFailure(
                .usage,
                """
                No folder was named, and sudo does not say who ran it. Name the state folder of the node: \
                kith adopt ~NAME/.local/share/kith
                """)
        }
        guard trial.exists || Files.exists(trial.folder + "/moved") else { throw notFound(trial) }
        let found = try look(trial.folder)
        guard found.status.owner == trial.user.id else {
            throw CommandFailure(
                .refused,
                """
                \(found.path.cleaned) belongs to \(found.owner.description), not to \(trial.user.description), who ran \
                sudo. If you mean this node: sudo kith adopt \(found.path.cleaned)
                """)
        }
        return found
    }

    private static func notFound(_ trial: TrialNode) -> CommandFailure {
        CommandFailure(
            .failed,
            """
            No node was found. Looked for kith.db and identity.key in:
              \(trial.folder.cleaned) (of \(trial.user.description), who ran sudo)
            If the node is elsewhere, name its state folder: sudo kith adopt FOLDER
            """)
    }

    private static func withoutEndSlash(_ path: String) -> String {
        let names = path.split(separator: "/").filter { $0 != "." }
        return "/" + names.joined(separator: "/")
    }

    /// A user who can change a part of the path decides which user root becomes.
    private static func look(_ path: String) throws(CommandFailure) -> OldFolder {
        let shown = path.cleaned
        let (status, walk): (FileStatus, PathWalk)
        do throws(SystemError) {
            let found = try Files.status(path, followingLinks: false)
            status = found
            let owner = User(id: found.owner)
            walk = try PathWalk(path) {
                [0, found.owner].contains($0.owner) && !$0.isWritable(byOthersThan: owner)
            }
        } catch {
            guard error.code == ENOENT else {
                throw CommandFailure(.failed, "\(shown) cannot be looked at: \(error.text).")
            }
            throw CommandFailure(.failed, "There is no \(shown). Name the state folder of the node.")
        }
        guard status.kind != .link else {
            throw CommandFailure(.refused, "\(shown) is a symbolic link. Name the folder itself.")
        }
        guard status.kind == .folder else {
            throw CommandFailure(.failed, "\(shown) is not a folder. Name the state folder of the node.")
        }
        guard status.owner != 0 else {
            throw CommandFailure(
                .refused,
                """
                \(shown) belongs to root. 'kith adopt' moves the node of an ordinary user, and reads it with the rights of that \
                user. Give the folder to the user who ran the node: chown -R NAME \(shown)
                """)
        }
        if let foreign = walk.foreign {
            let who =
                if foreign.status.isWritableByAll {
                    "every user may write in"
                } else if [0, status.owner].contains(foreign.status.owner) {
                    "the members of group \(foreign.status.group) may write in"
                } else { "\(User(id: foreign.status.owner).description) owns" }
            throw CommandFailure(
                .refused,
                """
                \(shown) belongs to \(User(id: status.owner).description), but \
                \(who) \(foreign.path.cleaned), and could put another folder there. Move the folder to a place of its owner's.
                """)
        }
        return OldFolder(path: path, status: status)
    }
}
