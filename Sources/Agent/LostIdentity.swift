public import Core
import Credentials
import Glibc
import System

/// A node whose identity key is gone, while its database is there.
public struct LostIdentity: Sendable {
    private let node: NodeID
    private let path: String
    /// A copy of the key in the folder of the backups. Nil if there is none.
    private let copy: String?

    init(of node: NodeID, in folder: String) {
        self.node = node
        path = Identity.path(in: folder)
        copy = Self.copies(in: folder + "/backups").last {
            Identity.key(inFile: $0).map { Identity.node(of: $0) } == node
        }
    }

    /// The files next to the backups that may be a key, the oldest first.
    static func copies(in folder: String) -> [String] {
        ((try? Files.names(in: folder, followingLinks: false)) ?? []).sorted()
            .filter { $0.hasSuffix(IdentityCopy.suffix) }.map { "\(folder)/\($0)" }
    }

    /// Nil if the state folder of this node has a key.
    public static func find(of node: NodeID, in folder: String) -> LostIdentity? {
        Files.exists(Identity.path(in: folder)) ? nil : LostIdentity(of: node, in: folder)
    }

    public var text: String { "\(fact) \(why) \(remedy)" }

    public var fact: String { "\(path) is missing." }

    public var why: String {
        """
        It holds the key of the node \(node), whose database is in this folder. With a new key, this would be another node, \
        and paired devices would not recognise it.
        """
    }

    public var remedy: String {
        // The user of a service has no terminal.
        let sudo = (1..<1_000).contains(geteuid()) ? "sudo " : ""
        guard let copy else {
            return """
                If you have a copy of the file, restore it there. Without a copy, the devices must be paired again: make a \
                backup with 'kith backup', and restore it with 'kith restore FILE'. The database then gets a new key.
                """
        }
        return "A copy of the key is in the backups. To restore it: \(sudo)cp -p \(copy) \(path)"
    }
}

/// A copy of the identity key, which `kith backup --with-identity` makes next to a backup.
public enum IdentityCopy {
    static let suffix = ".identity.key"

    /// Where the copy of a backup's key is.
    public static func path(beside backup: String) -> String {
        (backup.hasSuffix(".db") ? String(backup.dropLast(3)) : backup) + suffix
    }

    /// Copies the key of a state folder. Returns the path of the copy.
    public static func make(beside backup: String, from folder: String) throws(NodeIdentity.Failure) -> String {
        let path = path(beside: backup)
        do throws(Identity.Failure) {
            guard let key = try Identity.find(in: folder) else {
                throw .unreadable("\(Identity.path(in: folder)): there is no such file")
            }
            do throws(SystemError) {
                try Identity.write(key, to: path)
                try Files.syncFolder(Files.folder(of: path))
            } catch {
                // A part of a key is no copy. A file that was there is not this one.
                if error.code != EEXIST { unsafe unlink(path) }
                throw .unreadable("\(path): \(error.text)")
            }
        } catch { throw NodeIdentity.Failure(text: error.text) }
        return path
    }
}
