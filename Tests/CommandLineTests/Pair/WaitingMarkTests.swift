import Foundation
import Testing

@testable import CommandLine

/// How a `kith pair` that waits shows itself to the one that runs the node.
@Suite struct WaitingMarkTests {
    private final class Process {
        private let mark: WaitingMark?

        init(_ folder: String) { mark = WaitingMark(on: folder) }

        var waits: Bool {
            switch mark {
            case .some: true
            case nil: false
            }
        }
    }

    private func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("waiting-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    @Test func isThereWhileAProcessWaits() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(!WaitingMark.exists(on: folder))
        var waiting = [Process(folder), Process(folder)]
        // The question does not take the mark away.
        #expect(WaitingMark.exists(on: folder) && WaitingMark.exists(on: folder))
        waiting.removeLast()
        #expect(WaitingMark.exists(on: folder))
        waiting.removeLast()
        #expect(!WaitingMark.exists(on: folder) && waiting.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func aFolderThatIsNot() {
        #expect(!Process("/nowhere/kith").waits && !WaitingMark.exists(on: "/nowhere/kith"))
    }
}
