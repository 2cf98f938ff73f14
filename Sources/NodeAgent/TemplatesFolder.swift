import Glibc
import WebInterface

/// Templates that somebody put into a folder, read once at the start.
enum TemplatesFolder {
    /// By name. Hidden files are an editor's, not the operator's.
    static func files(in folder: String) throws(TemplateError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var room = PageTemplates.mostBytes
        for name in try names(in: folder) where !name.hasPrefix(".") {
            let bytes = try read(name, in: folder, atMost: room)
            room -= bytes.count
            files[name] = bytes
        }
        return files
    }

    private static func names(in folder: String) throws(TemplateError) -> [String] {
        guard let listing = unsafe opendir(folder) else { throw TemplateError(unreadable: ".", why: reason()) }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }

    private static func read(_ name: String, in folder: String, atMost most: Int) throws(TemplateError) -> [UInt8] {
        let file = unsafe open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw TemplateError(unreadable: name, why: reason()) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw TemplateError(unreadable: name, why: reason()) }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= most else {
                throw TemplateError(
                    unreadable: name, why: "the templates have more than \(PageTemplates.mostBytes) bytes together")
            }
        }
    }

    private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
