import Glibc

/// The file with the settings of a machine or of a user.
public struct SettingsFile: Sendable {
    let path: String
    /// Somebody named it, so it is to be there.
    let isNamed: Bool

    /// One that was named.
    public init(named path: String) {
        self.path = path
        isNamed = true
    }

    /// The usual one, which need not be there.
    public init(usual path: String) {
        self.path = path
        isNamed = false
    }

    /// What it says.
    func read() throws(SettingsFailure) -> [SettingsText.Entry] {
        guard let bytes = try bytes() else { return [] }
        do throws(SettingsText.Failure) { return try SettingsText(bytes).entries } catch {
            throw SettingsFailure("\(path), line \(error.line): \(error.text)")
        }
    }

    private func bytes() throws(SettingsFailure) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if !isNamed, errno == ENOENT { return nil }
            throw SettingsFailure("\(path) cannot be read: \(unsafe String(cString: strerror(errno))).")
        }
        defer { close(file) }
        // One byte more than may be there, to see that there is more.
        var bytes: [UInt8] = []
        while bytes.count <= SettingsText.most {
            var part = [UInt8](repeating: 0, count: SettingsText.most + 1 - bytes.count)
            let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                throw SettingsFailure("\(path) cannot be read: \(unsafe String(cString: strerror(errno))).")
            }
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        return bytes
    }
}
