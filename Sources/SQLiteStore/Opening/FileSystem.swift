import Glibc
import Store
import System

// The operations on files that the store needs in addition to SQLite's own, each with an error that says what to do.

/// Makes the state folder and its parents (a new user has no `~/.local/share` either), and checks its owner.
func makeStateFolder(_ path: String) throws(StorageFailure) {
    try makeFolder(path)
    try checkStateFolder(path)
}

/// Nothing is done in a folder of another user, nor in one whose node has been moved.
func checkStateFolder(_ path: String) throws(StorageFailure) {
    try checkOwner(ofStateFolder: path)
    try MovedMark.check(path)
}

/// The owner of the folder can replace any file in it. So it must be this user, or root.
private func checkOwner(ofStateFolder path: String) throws(StorageFailure) {
    let status: FileStatus
    do throws(SystemError) { status = try Files.status(path, followingLinks: true) } catch {
        guard error.code != ENOENT else { return }
        throw fileFailure(path, "it cannot be checked", error)
    }
    let user = User(id: status.owner)
    guard user.id != 0, user.id != geteuid() else { return try checkMode(ofStateFolder: path, status, of: user) }
    throw StorageFailure(
        .notPermitted, file: path, cause: "the folder belongs to \(user.description), not to this user or root",
        remedy: "Run kith as that user (sudo -u '\(user.shellName)' kith …), or choose another --state folder.")
}

/// A user who can write in the folder can replace the identity key and the database. A sticky folder such as /tmp is no
/// exception: others can add files there.
private func checkMode(ofStateFolder path: String, _ status: FileStatus, of user: User) throws(StorageFailure) {
    let isOpenToAll = status.mode & 0o002 != 0
    let isOpenToGroup =
        status.mode & 0o020 != 0 && status.group != 0
        && ![user, User.current].contains { $0.isAlone(in: status.group) }
    guard isOpenToAll || isOpenToGroup else { return }
    throw StorageFailure(
        .notPermitted, file: path,
        cause: """
            \(isOpenToAll ? "every user of this machine" : "the group '\(Group(id: status.group).name ?? "#\(status.group)")'") can write in this folder, and so \
            replace the identity key and the database
            """,
        remedy: user.id == geteuid()
            ? "Restrict it: chmod 700 \(path)"
            : "Choose a folder in it with --state, or give it to this user: "
                + "sudo chown '\(User.current.shellName)' \(path) && sudo chmod 700 \(path)")
}

private func makeFolder(_ path: String) throws(StorageFailure) {
    guard unsafe mkdir(path, 0o700) != 0 else { return giveAway(folder: path) }
    guard errno != EEXIST else { return }
    let failure = fileFailure(path, "the folder cannot be created")
    let above = Files.folder(of: path)
    guard failure.kind == .missing, above != path else { throw failure }
    do throws(StorageFailure) { try makeFolder(above) } catch { throw error.kind == .missing ? failure : error }
    guard unsafe mkdir(path, 0o700) != 0 else { return giveAway(folder: path) }
    guard errno != EEXIST else { return }
    throw fileFailure(path, "the folder cannot be created")
}

/// Makes a folder in the state folder. If it exists, it must be a real folder of the same owner: a link would lead to a
/// folder of another user.
func makeInnerFolder(_ path: String) throws(StorageFailure) {
    guard unsafe mkdir(path, 0o700) != 0 else { return giveAway(folder: path) }
    guard errno == EEXIST else { throw fileFailure(path, "the folder cannot be created") }
    let found: FileStatus
    let around: FileStatus
    do throws(SystemError) {
        found = try Files.status(path, followingLinks: false)
        around = try Files.status(Files.folder(of: path), followingLinks: true)
    } catch { throw fileFailure(path, "it cannot be checked", error) }
    guard found.kind == .folder else {
        throw StorageFailure(
            .notPermitted, file: path, cause: found.kind == .link ? "it is a symbolic link" : "it is not a folder",
            remedy: "Replace it with a folder. To keep backups on another disk, mount that disk there")
    }
    guard found.owner == around.owner else {
        throw StorageFailure(
            .notPermitted, file: path,
            cause: "it belongs to \(User(id: found.owner).description), but the folder that contains it does not",
            remedy: "Give it to the owner of the state folder: chown '\(User(id: around.owner).shellName)' \(path)")
    }
}

private func giveAway(folder path: String) {
    guard let folder = try? Descriptor(opening: path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else { return }
    folder.giveToOwner(of: Files.folder(of: path))
}

/// Only this makes a new name survive a power cut after a rename.
func syncFolder(of file: String) throws(StorageFailure) {
    let folder = Files.folder(of: file)
    do throws(SystemError) { try Files.syncFolder(folder) } catch {
        throw fileFailure(folder, "it cannot be written to the disk", error)
    }
}

func sync(_ path: String) throws(StorageFailure) {
    do throws(SystemError) { try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW).sync() } catch {
        throw fileFailure(path, "it cannot be written to the disk", error)
    }
}

func move(_ old: String, to new: String) throws(StorageFailure) {
    guard unsafe rename(old, new) != 0 else { return }
    throw fileFailure(old, "it cannot be renamed to \(new)")
}

/// Adds a second name to the same file, so that moving another file over the first name does not lose it.
func keep(_ file: String, as other: String) throws(StorageFailure) {
    guard unsafe link(file, other) != 0 else { return }
    throw fileFailure(file, "it cannot be kept as \(other)")
}

func remove(_ path: String) throws(StorageFailure) {
    guard unsafe unlink(path) != 0, errno != ENOENT else { return }
    throw fileFailure(path, "it cannot be removed")
}

func removeDatabase(_ path: String) throws(StorageFailure) {
    for suffix in [""] + sidecars { try remove(path + suffix) }
}

/// True for a link too, wherever it leads.
func fileExists(_ path: String) -> Bool { Files.exists(path) }

/// A file that only its owner can read and write, created before anything is written into it. An existing one is
/// opened.
///
/// A file that root creates gets the owner of the folder: the agent runs as that user, and could not open it otherwise.
/// An existing file keeps its owner: a name could lead to a file of others.
func openPrivateFile(_ path: String) throws(SystemError) -> Descriptor {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW
    do throws(SystemError) {
        let made = try Descriptor(opening: path, flags | O_EXCL, mode: 0o600)
        made.giveToOwner(of: Files.folder(of: path))
        return made
    } catch {
        guard error.code == EEXIST else { throw error }
        return try Descriptor(opening: path, flags, mode: 0o600)
    }
}

func createPrivateFile(_ path: String) throws(StorageFailure) {
    do throws(SystemError) { _ = try openPrivateFile(path) } catch {
        throw fileFailure(path, "it cannot be created", error)
    }
}

/// The system's error, as a failure of the store.
func fileFailure(_ path: String, _ what: String, _ error: SystemError = .last) -> StorageFailure {
    let (kind, remedy): (StorageFailure.Kind, String) =
        switch error.code {
        case ENOSPC, EDQUOT: (.diskFull, "Free some space on the disk. Nothing was changed")
        case EROFS: (.readOnly, "The file system is mounted read-only: remount it, or choose another --state folder.")
        case ELOOP: (.notPermitted, Remedy.link)
        case EACCES, EPERM: (.notPermitted, "Run kith as the user that owns the folder, or correct its mode")
        case ENOENT, ENOTDIR: (.missing, "Check the path.")
        default: (.inputOutput, "Check the disk (dmesg, smartctl). Nothing was changed")
        }
    return StorageFailure(kind, file: path, cause: "\(what): \(error.text)", remedy: remedy)
}

/// Names in a folder, sorted. Empty if there is no such folder, or only a link to one.
func names(in folder: String) -> [String] {
    (try? Files.names(in: folder, followingLinks: false))?.sorted() ?? []
}
