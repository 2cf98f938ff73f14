import Glibc
import Registry

// The few calls on files that the store makes beside SQLite's own, each with an error that says what to do.

/// With those above it: somebody who has just come to a machine has no `~/.local/share` either.
func makeFolder(_ path: String) throws(StorageFailure) {
    guard unsafe mkdir(path, 0o700) != 0 else { return giveAway(folder: path) }
    guard errno != EEXIST else { return }
    let failure = fileFailure(path, "the folder cannot be made")
    let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard failure.kind == .missing, !above.isEmpty else { throw failure }
    do throws(StorageFailure) { try makeFolder(above) } catch { throw error.kind == .missing ? failure : error }
    guard unsafe mkdir(path, 0o700) != 0 else { return giveAway(folder: path) }
    guard errno != EEXIST else { return }
    throw fileFailure(path, "the folder cannot be made")
}

private func giveAway(folder path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    giveAway(descriptor, path)
    close(descriptor)
}

/// After a rename only this makes the new name survive a power cut.
func syncFolder(of file: String) throws(StorageFailure) {
    try sync(folderName(of: file))
}

func sync(_ path: String) throws(StorageFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fileFailure(path, "it cannot be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fileFailure(path, "it cannot be written to the disk") }
}

func move(_ old: String, to new: String) throws(StorageFailure) {
    guard unsafe rename(old, new) != 0 else { return }
    throw fileFailure(old, "it cannot be renamed to \(new)")
}

/// A second name for the same file, so that moving another over the first does not lose it.
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

func fileExists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// An empty file that only its owner can read, made before anything is written into it.
func createPrivateFile(_ path: String) throws(StorageFailure) {
    let descriptor = openPrivateFile(path)
    guard descriptor >= 0 else { throw fileFailure(path, "it cannot be made") }
    close(descriptor)
}

/// For reading and writing; it is made where it is not there. A descriptor, or less than zero with `errno`.
func openPrivateFile(_ path: String) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let made = unsafe open(path, flags | O_EXCL, 0o600)
    guard made < 0 else {
        giveAway(made, path)
        return made
    }
    return errno == EEXIST ? unsafe open(path, flags, 0o600) : made
}

/// What root has made belongs to whom the folder belongs to: the agent runs as somebody else, and could not open what
/// `sudo kith restore` leaves. What was there before stays whose it is: a name could lead to a file of others.
private func giveAway(_ descriptor: Int32, _ path: String) {
    var folder = stat()
    guard geteuid() == 0, unsafe stat(folderName(of: path), &folder) == 0 else { return }
    _ = fchown(descriptor, folder.st_uid, folder.st_gid)
}

private func folderName(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
}

/// What `errno` says, as a failure of the store.
func fileFailure(_ path: String, _ what: String) -> StorageFailure {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    let (kind, remedy): (StorageFailure.Kind, String) =
        switch code {
        case ENOSPC, EDQUOT: (.diskFull, "Make room on the disk; nothing was changed")
        case EROFS: (.readOnly, "The file system is mounted read-only: remount it, or choose another --state folder")
        case ELOOP: (.notPermitted, "Replace the link by what it points to: kith follows none")
        case EACCES, EPERM: (.notPermitted, "Run kith as the user that owns the folder, or correct its rights")
        case ENOENT, ENOTDIR: (.missing, "Check the path")
        default: (.inputOutput, "Look at the disk (dmesg, smartctl); nothing was changed")
        }
    return StorageFailure(kind, file: path, cause: "\(what): \(reason)", remedy: remedy)
}

/// Names in a folder, sorted. Empty where there is no such folder.
func names(in folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}
