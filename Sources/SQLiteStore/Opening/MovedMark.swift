import Core
import Glibc
import Store
import System

/// What `kith adopt` leaves in a folder whose node it has moved. Two nodes with one identity would disagree about who is
/// paired, so nothing uses such a folder as a store again.
struct MovedMark: Hashable {
    /// The folder that the node is in now.
    let folder: String
    let date: String

    /// A longer file is not one of ours.
    private static let longest = 8_192

    /// Throws if the node of this folder was moved.
    static func check(_ folder: String) throws(StorageFailure) {
        let path = StoreFiles(folder: folder).moved
        guard fileExists(path) else { return }
        let mark = MovedMark(text: read(path))
        throw StorageFailure(
            .moved, file: folder,
            cause: """
                This node was moved\(mark.map { " to \($0.folder) on \($0.date)" } ?? "") by 'kith adopt'. \
                It runs there as a service, with all paired devices
                """,
            remedy: """
                To start the service: sudo systemctl start kith. To make a new node here, move this folder away first: \
                mv '\(folder)' '\(folder).old'
                """)
    }

    /// Not more than a mark, whatever it is.
    private static func read(_ path: String) -> String {
        guard let file = try? Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            (try? file.status())?.kind == .file, let bytes = try? file.readAll(atMost: longest)
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension MovedMark {
    init?(text: String) {
        let lines = text.split(separator: "\n")
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.count + 1)) }
        }
        // Root may read a mark that its owner has written, and a terminal obeys what it prints.
        guard let folder = value("to"), let date = value("on"), (folder + date).unicodeScalars.allSatisfy(\.isPlain)
        else { return nil }
        (self.folder, self.date) = (folder, date)
    }

    init(movedTo folder: String, at now: Moment) {
        self.folder = folder
        date = String(now.text.prefix { $0 != "T" })
    }

    var text: String {
        """
        'kith adopt' has moved the node of this folder. No agent starts here.
        to \(folder)
        on \(date)

        """
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
