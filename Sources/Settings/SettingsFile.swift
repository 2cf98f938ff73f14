import Glibc
import System

/// The settings file of a machine or of a user.
public struct SettingsFile: Sendable {
    let path: String
    /// Whether a user named the file, so that it must exist.
    let isNamed: Bool

    /// A file that a user named.
    public init(named path: String) {
        self.path = path
        isNamed = true
    }

    /// The default file, which may be missing.
    public init(usual path: String) {
        self.path = path
        isNamed = false
    }

    /// Reads its entries.
    func read() throws(SettingsFailure) -> [SettingsText.Entry] {
        guard let bytes = try bytes() else { return [] }
        do throws(SettingsText.Failure) { return try SettingsText(bytes, mayBeEmpty: Setting.emptiable).entries } catch
        {
            throw SettingsFailure("\(path), line \(error.line): \(error.text)")
        }
    }

    private func bytes() throws(SettingsFailure) -> [UInt8]? {
        let (owner, bytes): (UInt32, [UInt8])
        do throws(SystemError) {
            let file = try Descriptor(opening: path, O_RDONLY)
            owner = try file.status().owner
            // One byte more than the limit, to notice a file that is too large.
            bytes = try file.readAll(atMost: SettingsText.most + 1)
        } catch {
            if !isNamed, error.code == ENOENT { return nil }
            let remedy = error.code == EACCES ? "Use sudo, or let this user read it." : "Check the path."
            throw SettingsFailure("\(path) cannot be read: \(error.text). \(remedy)")
        }
        // A user who can write the settings decides what this process does.
        guard owner == 0 || owner == geteuid() else {
            throw SettingsFailure(
                """
                \(path) belongs to \(User(id: owner).description). kith reads settings only from files of root or of the \
                user that it runs as. If you trust the file: sudo chown '\(User.current.shellName)' \(path)
                """)
        }
        return bytes
    }
}
