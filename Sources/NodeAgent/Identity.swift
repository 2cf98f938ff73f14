import Credentials
import Glibc
import PairingCore

/// The key that a node is known by, made once and kept in its state folder where only its user can read it.
enum Identity {
    enum Failure: Error {
        case unreadable(String)
        case malformed(String)

        var text: String {
            switch self {
            case .unreadable(let text): "the identity key cannot be read or made: \(text)"
            case .malformed(let path):
                "\(path) holds no key. Put the right one back; without it this node is a stranger to those who know it."
            }
        }
    }

    /// Reads the key, or makes it where there is none yet.
    static func load(from folder: String) throws(Failure) -> SigningKey {
        let path = folder + "/identity.key"
        let existing = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard existing >= 0 else {
            guard errno == ENOENT else { throw .unreadable("\(path): \(errorText())") }
            return try make(path)
        }
        defer { close(existing) }
        var text = [UInt8](repeating: 0, count: 64)
        let count = unsafe text.withUnsafeMutableBytes { unsafe read(existing, $0.baseAddress, $0.count) }
        let line = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").first ?? ""
        guard let seed = Base64URL.decode(line).flatMap({ Octets32($0) }) else { throw .malformed(path) }
        return SigningKey(seed: seed)
    }

    /// Written whole under another name first: a key cut short would be another node.
    private static func make(_ path: String) throws(Failure) -> SigningKey {
        var random = SecureRandom()
        let key = SigningKey(using: &random)
        let partial = path + ".partial"
        _ = unsafe unlink(partial)
        let file = unsafe open(partial, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unreadable("\(partial): \(errorText())") }
        defer { close(file) }
        let line = Array((Base64URL.encode(key.seed.bytes) + "\n").utf8)
        let written = unsafe line.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(file) == 0, unsafe rename(partial, path) == 0 else {
            throw .unreadable("\(path): \(errorText())")
        }
        return key
    }

    private static func errorText() -> String { unsafe String(cString: strerror(errno)) }
}
