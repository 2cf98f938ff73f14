import Foundation
import Testing

@testable import System

struct FilesTests {
    @Test func namesAndBytes() throws {
        let folder = try TemporaryFolder()
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: folder.path + "/digits"))
        try Data(repeating: 7, count: 100_000).write(to: URL(fileURLWithPath: folder.path + "/long"))
        #expect(try Files.names(in: folder.path, followingLinks: false).sorted() == ["digits", "long"])
        #expect(try Files.read(folder.path + "/digits") == Array("0123456789".utf8))
        #expect(try Files.read(folder.path + "/digits", atMost: 4) == Array("0123".utf8))
        #expect(try Files.read(folder.path + "/long").count == 100_000)
        #expect(try Files.read("/proc/self/statm").isEmpty == false, "a file without a size is read to its end")
        #expect(throws: SystemError(ENOENT)) { _ = try Files.read(folder.path + "/none") }
        #expect(SystemError(ENOENT).text == "No such file or directory")
    }

    @Test func linksAreSeen() throws {
        let folder = try TemporaryFolder()
        let (link, dangling) = (folder.path + "/link", folder.path + "/dangling")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
        try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "nowhere")
        #expect(try Files.status(link, followingLinks: false).kind == .link)
        #expect(try Files.status(link, followingLinks: true).kind == .folder)
        #expect(try Files.names(in: link, followingLinks: true).count == 2)
        #expect(throws: SystemError(ENOTDIR)) { _ = try Files.names(in: link, followingLinks: false) }
        #expect(Files.exists(dangling) && !Files.exists(folder.path + "/none"))
    }

    @Test func foldersOfPaths() {
        let cases = ["/a/b": "/a", "/a": "/", "a/b": "a", "a": ".", "/a/b/": "/a/b"]
        for (path, folder) in cases { #expect(Files.folder(of: path) == folder, "\(path)") }
    }

    @Test func aWalkFollowsLinksAndStops() throws {
        let folder = try TemporaryFolder()
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder.path + "/a/b", withIntermediateDirectories: true)
        try manager.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "a/../a")
        try manager.createSymbolicLink(atPath: folder.path + "/round", withDestinationPath: "round")
        let walk = try PathWalk(folder.path + "/link/./b") { _ in true }
        #expect(walk.resolved == Files.resolved(folder.path + "/a/b") && walk.foreign == nil)
        #expect(try PathWalk(folder.path + "/link/b") { $0.kind != .link }.foreign?.path.hasSuffix("/link") == true)
        #expect(throws: SystemError(ELOOP)) { _ = try PathWalk(folder.path + "/round") { _ in true } }
        #expect(throws: SystemError(ENOENT)) { _ = try PathWalk(folder.path + "/none/b") { _ in true } }
    }

    @Test func whoMayWrite() throws {
        let folder = try TemporaryFolder()
        let cases: [(mode_t, all: Bool, group: Bool)] = [
            (0o700, false, false), (0o775, false, true), (0o777, true, true), (0o1777, false, false),
        ]
        for (mode, all, group) in cases {
            #expect(unsafe chmod(folder.path, mode) == 0)
            let status = try Files.status(folder.path, followingLinks: false)
            #expect(status.isWritableByAll == all && status.isWritableByGroup == group, "\(String(mode, radix: 8))")
        }
    }
}

struct UserTests {
    @Test func rootAndAUserWithoutEntry() {
        #expect(User(id: 0).entry?.name == "root" && User(id: 0).entry?.home == "/root")
        let stranger = User(id: 61_003)
        #expect(stranger.entry == nil && stranger.description == "uid 61003" && stranger.shellName == "#61003")
    }
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.path + "/kith-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
