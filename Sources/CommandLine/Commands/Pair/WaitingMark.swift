import Glibc
import System

/// Shows that a `kith pair` waits to run the node of a state folder: a shared lock on the folder. The kernel releases it when
/// the process ends, so it is never stale, and it leaves no file.
struct WaitingMark: ~Copyable {
    private let folder: Descriptor

    /// More than a process needs that only looks.
    private static let tries = 20

    /// Nil if the folder cannot be opened, or its file system has no locks.
    init?(on path: String) {
        guard let opened = try? Descriptor(opening: path, O_RDONLY | O_DIRECTORY) else { return nil }
        for _ in 0..<Self.tries {
            if flock(opened.number, LOCK_SH | LOCK_NB) == 0 {
                folder = opened
                return
            }
            usleep(1_000)
        }
        return nil
    }

    /// Whether a process waits.
    static func exists(on path: String) -> Bool {
        guard let folder = try? Descriptor(opening: path, O_RDONLY | O_DIRECTORY) else { return false }
        return flock(folder.number, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
