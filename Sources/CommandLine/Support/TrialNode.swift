import Console
import Glibc
import System

/// The node that a user runs by hand, in the default folder for that.
struct TrialNode {
    let folder: String
    let user: User

    private static let inHome = "/.local/share/kith"

    /// The folder of the user who ran sudo, from the system's user database. The environment of that user is ignored.
    /// Nil if nobody ran sudo, or the user has no home folder.
    static var ofCaller: TrialNode? {
        guard let id = Terminal.environment("SUDO_UID").flatMap({ UInt32($0) }), id != 0 else { return nil }
        let user = User(id: id)
        guard let home = user.entry?.home, home.hasPrefix("/"), home != "/" else { return nil }
        return TrialNode(folder: home + inHome, user: user)
    }

    /// Whether a node is there that was not moved. Opens nothing.
    var exists: Bool { Self.isNode(folder) }

    private static func isNode(_ folder: String) -> Bool {
        ["kith.db", "identity.key"].allSatisfy { name in
            (try? Files.status("\(folder)/\(name)", followingLinks: false))?.kind == .file
        } && !Files.exists(folder + "/moved")
    }

    /// What tells the user of a service without devices that a node of theirs can be taken over. Nil if there is none.
    ///
    /// - Parameter database: that of the service.
    static func hint(forServiceAt database: String) -> String? {
        let isRoot = geteuid() == 0
        guard let folder = isRoot ? ofCaller?.folder : Places.ownStateFolder, isNode(folder) else { return nil }
        guard Files.folder(of: database) != folder, !isSame(folder, Files.folder(of: database)) else { return nil }
        let home = isRoot ? ofCaller?.user.entry?.home : User.current.entry?.home
        let isDefault = home.map { $0 + inHome == folder } ?? false
        return hint(folder, isDefault: isDefault)
    }

    static func hint(_ folder: String, isDefault: Bool) -> String {
        "A node of yours is in \(folder): take it over with: sudo kith adopt\(isDefault ? "" : " \(folder)")"
    }

    private static func isSame(_ folder: String, _ other: String) -> Bool {
        guard let one = try? Files.status(folder, followingLinks: true),
            let two = try? Files.status(other, followingLinks: true)
        else { return false }
        return one.identity == two.identity
    }
}
