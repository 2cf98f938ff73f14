import System
import WebPages

/// The templates of a folder, read once at the start.
enum TemplatesFolder {
    /// The files by name. Hidden files belong to an editor.
    static func files(in folder: String) throws(TemplateError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var room = PageTemplates.mostBytes
        let names: [String]
        do throws(SystemError) { names = try Files.names(in: folder, followingLinks: true) } catch {
            throw TemplateError(unreadable: ".", why: error.text)
        }
        for name in names where !name.hasPrefix(".") {
            let bytes = try read(name, in: folder, atMost: room)
            room -= bytes.count
            files[name] = bytes
        }
        return files
    }

    private static func read(_ name: String, in folder: String, atMost most: Int) throws(TemplateError) -> [UInt8] {
        let bytes: [UInt8]
        // One byte more than the limit, to notice that there are more.
        do throws(SystemError) { bytes = try Files.read("\(folder)/\(name)", atMost: most + 1) } catch {
            throw TemplateError(unreadable: name, why: error.text)
        }
        guard bytes.count <= most else {
            throw TemplateError(
                unreadable: name, why: "the templates are larger than \(PageTemplates.mostBytes) bytes in total")
        }
        return bytes
    }
}
