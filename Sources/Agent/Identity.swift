import Core
import Credentials
import Glibc
import System

/// The key that identifies a node. It is made once, and stored in the state folder, where only its user can read it.
public enum Identity {
    /// Why there is no key.
    public enum Failure: Error {
        case unreadable(String)
        case readableByOthers(String)
        case malformed(String)
        /// The database is that of a node, and the key of this node is gone.
        case lost(LostIdentity)

        public var text: String {
            switch self {
            case .unreadable(let text): "the identity key cannot be read or made: \(text)"
            case .readableByOthers(let path):
                """
                \(path) can be read by other users of this machine. Anyone with this key can pretend to be this node. If \
                nobody else has read it: chmod 600 \(path)
                """
            case .malformed(let path):
                "\(path) holds no key. Restore the right key file: without it, paired devices do not recognise this node."
            case .lost(let lost): lost.text
            }
        }
    }

    private static let longest = 64

    static func path(in folder: String) -> String { folder + "/identity.key" }

    /// What the file of a key holds.
    static func text(of key: SigningKey) -> String { Base64URL.encode(key.seed.bytes) + "\n" }

    static func key(in text: String) -> SigningKey? {
        let line = text.split(separator: "\n").first ?? ""
        return Base64URL.decode(line).flatMap { Octets32($0) }.map { SigningKey(seed: $0) }
    }

    /// Reads the key. Makes it if there is none and the database is of no node yet: with a new key, this would be another
    /// node, and no paired device would recognise it.
    static func load(from folder: String, of known: NodeID? = nil) throws(Failure) -> SigningKey {
        if let key = try find(in: folder) { return key }
        if let known { throw .lost(LostIdentity(of: known, in: folder)) }
        return try make(path(in: folder), in: folder)
    }

    /// The id that others know the node by.
    static func node(of key: SigningKey) -> NodeID {
        NodeID(keyHash: SecretHash(SHA256.hash(key.publicKey.octets.bytes)))
    }

    /// The key that a file holds. Nil if it holds none that only its user can read.
    static func key(inFile path: String) -> SigningKey? {
        guard let file = try? Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            let status = try? file.status(), status.kind == .file, status.mode & 0o077 == 0,
            let bytes = try? file.readAll(atMost: longest)
        else { return nil }
        return key(in: String(decoding: bytes, as: UTF8.self))
    }

    /// Reads the key. Returns nil if there is none yet.
    static func find(in folder: String) throws(Failure) -> SigningKey? {
        let path = path(in: folder)
        let (status, bytes): (FileStatus, [UInt8])
        do throws(SystemError) {
            let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            status = try file.status()
            bytes = try file.readAll(atMost: longest)
        } catch {
            guard error.code == ENOENT else {
                let remedy =
                    error.code == EACCES ? ". Give it to this user: chown '\(User.current.shellName)' \(path)" : ""
                throw .unreadable("\(path): \(error.text)\(remedy)")
            }
            return nil
        }
        guard status.mode & 0o077 == 0 else { throw .readableByOthers(path) }
        guard let key = key(in: String(decoding: bytes, as: UTF8.self)) else { throw .malformed(path) }
        return key
    }

    /// Written completely under another name first: a truncated key would be another node. The file and its name are on
    /// the disk before anything uses the id.
    private static func make(_ path: String, in folder: String) throws(Failure) -> SigningKey {
        var random = SecureRandom()
        let key = SigningKey(using: &random)
        let partial = path + ".partial"
        _ = unsafe unlink(partial)
        do throws(SystemError) {
            try write(key, to: partial)
            guard unsafe rename(partial, path) == 0 else { throw .last }
            try Files.syncFolder(folder)
        } catch { throw .unreadable("\(path): \(error.text)") }
        return key
    }

    /// Makes the file. It belongs to the owner of its folder.
    static func write(_ key: SigningKey, to path: String) throws(SystemError) {
        let file = try Descriptor(opening: path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode: 0o600)
        file.giveToOwner(of: Files.folder(of: path))
        try file.write(Array(text(of: key).utf8))
        try file.sync()
    }
}
