import Console
import Glibc
import System

/// The state folder of the service, which the node is moved to.
struct ServiceFolder {
    let path: String
    let status: FileStatus
    var user: User { User(id: status.owner) }

    /// The name of systemd/kith.sysusers.
    private static let userName = "kith"

    /// Makes the folder if the service has never run, as systemd would.
    static func find(_ places: Places) throws(CommandFailure) -> ServiceFolder {
        let path = places.stateFolder
        let status: FileStatus
        do throws(SystemError) {
            status = try Files.status(path, followingLinks: true)
            guard status.kind == .folder else { throw SystemError(ENOTDIR) }
        } catch {
            guard error.code != ENOENT else { return try make(path) }
            throw CommandFailure(.failed, "\(path) cannot be used as the service's folder: \(error.text).")
        }
        guard status.owner != 0 else { throw belongsToRoot(path) }
        return ServiceFolder(path: path, status: status)
    }

    private static func belongsToRoot(_ path: String) -> CommandFailure {
        CommandFailure(
            .refused,
            """
            \(path) belongs to root, so it is not known which user the service runs as. Give it to that user: \
            chown -R \(userName): \(path)
            """)
    }

    private static func make(_ path: String) throws(CommandFailure) -> ServiceFolder {
        guard let user = User(named: userName), let entry = user.entry, user.id != 0 else {
            throw CommandFailure(
                .refused,
                """
                The service is not installed: this machine has no user '\(userName)'. Run \
                \(ServiceInstallation.onThisMachine.advice), then 'kith adopt' again.
                """)
        }
        do throws(SystemError) {
            let walk = try PathWalk(Files.folder(of: path)) { $0.owner == 0 && !$0.isWritable(byOthersThan: nil) }
            guard walk.foreign == nil else { throw SystemError(EPERM) }
            guard unsafe mkdir(path, 0o700) == 0 else { throw .last }
            let folder = try Descriptor(opening: path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            guard fchown(folder.number, user.id, entry.group) == 0 else { throw .last }
            return ServiceFolder(path: path, status: try folder.status())
        } catch { throw CommandFailure(.failed, "\(path) cannot be made: \(error.text).") }
    }
}
