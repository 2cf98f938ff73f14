import Console
import Glibc
import System

/// A file from the command line, for the user that the command runs as now.
struct GivenFile: ~Copyable {
    let path: String
    /// Set if only root may read the file.
    let opened: Descriptor?
}

extension Places {
    /// If root runs a command on a state folder of another user, the rest of the command runs as that user, for good.
    /// Whatever that user puts into the folder (a link, another file a moment later) then leads to nothing of root's.
    func becomeOwner() throws(CommandFailure) {
        guard let owner = try StateOwner.toBecome(for: stateFolder) else { return }
        try owner.become(stateFolder)
    }

    /// The same for a command that reads a file that root named. Root opens it before, if no other user can change
    /// where its path leads: an administrator's own files need not be readable by the owner of the folder.
    func becomeOwner(toRead file: String) throws(CommandFailure) -> GivenFile {
        let path = fromRoot(file)
        guard let owner = try StateOwner.toBecome(for: stateFolder) else { return GivenFile(path: path, opened: nil) }
        let opened = owner.openAsRoot(path)
        try owner.become(stateFolder)
        do throws(SystemError) { _ = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK) } catch {
            guard error.code == EACCES || error.code == EPERM else { return GivenFile(path: path, opened: nil) }
            guard let opened else { throw owner.cannotRead(path, for: stateFolder) }
            return GivenFile(path: path, opened: opened)
        }
        return GivenFile(path: path, opened: nil)
    }
}

/// The owner of a state folder, for root.
private struct StateOwner {
    let user: User
    let group: UInt32

    /// Nil if this is not root, or if the folder belongs to root and no other user can change where its path leads.
    static func toBecome(for folder: String) throws(CommandFailure) -> StateOwner? {
        guard geteuid() == 0 else { return nil }
        // A folder that does not exist yet will belong to the owner of its parent.
        var existing = folder
        while !Files.exists(existing), existing != "/", existing != "." { existing = Files.folder(of: existing) }
        let (status, foreign): (FileStatus, PathWalk.Foreign?)
        do throws(SystemError) {
            status = try Files.status(existing, followingLinks: true)
            foreign = status.owner == 0 ? try PathWalk(existing) { $0.owner == 0 && !$0.isWritableByAll }.foreign : nil
        } catch { throw CommandFailure(.failed, "cannot read \(existing): \(error.text).") }
        guard status.owner == 0 else {
            // A user without an entry gets the folder's group, but never root's: 65534 belongs to nobody.
            return StateOwner(user: User(id: status.owner), group: status.group == 0 ? 65_534 : status.group)
        }
        guard let foreign else { return nil }
        let why =
            foreign.status.owner == 0
            ? "every user can write in \(foreign.path)"
            : "\(foreign.path) belongs to \(User(id: foreign.status.owner).description)"
        let isThisFolder = foreign.status.owner == 0 && foreign.status.identity == status.identity
        let remedy =
            isThisFolder ? "Restrict it: chmod 700 \(existing)" : "Move the state folder, or give it to that user."
        throw CommandFailure(
            .failed,
            "\(existing) belongs to root, but \(why), so other users could make root write elsewhere. \(remedy)")
    }

    func become(_ folder: String) throws(CommandFailure) {
        do throws(SystemError) { try user.become(groupWithoutEntry: group) } catch {
            throw CommandFailure(
                .failed,
                """
                \(folder) belongs to \(user.description), and this command cannot switch to that user: \(error.text). Run \
                it as that user.
                """)
        }
    }

    func cannotRead(_ path: String, for folder: String) -> CommandFailure {
        CommandFailure(
            .failed,
            """
            \(user.description), the owner of \(folder), cannot read \(path). Copy the file into the state folder \
            first: sudo install -o '\(user.shellName)' -m 600 \(path) \(folder)/
            """)
    }

    /// Opens a file that only root, or the user who ran sudo, can have put there. Returns nil for any other: the owner
    /// of the state folder could have made the path a link to a file that they may not read.
    func openAsRoot(_ path: String) -> Descriptor? {
        let (caller, group) = (Self.number("SUDO_UID"), Self.number("SUDO_GID"))
        let walk = try? PathWalk(path) { status in
            let isTrusted = status.owner == 0 || status.owner == caller && caller != user.id
            let isGroupTrusted = status.group == 0 || status.group == group
            return isTrusted && !status.isWritableByAll && (isGroupTrusted || !status.isWritableByGroup)
        }
        guard let walk, walk.foreign == nil else { return nil }
        guard let file = try? Descriptor(opening: walk.resolved, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else { return nil }
        guard let status = try? file.status(), status.kind == .file else { return nil }
        return file
    }

    /// sudo(8) sets them to the user who ran it.
    private static func number(_ variable: String) -> UInt32? { Terminal.environment(variable).flatMap { UInt32($0) } }
}
