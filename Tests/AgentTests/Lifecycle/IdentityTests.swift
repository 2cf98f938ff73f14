import Core
import Credentials
import Foundation
import Testing

@testable import Agent

struct IdentityTests {
    private func text(of failing: () throws -> Void) -> String {
        do { try failing() } catch { return (error as? Identity.Failure)?.text ?? "\(error)" }
        return "no failure"
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func madeOnceAndKept() throws {
        let folder = try TemporaryState()
        let made = try Identity.load(from: folder.path)
        #expect(try Identity.load(from: folder.path).seed.bytes == made.seed.bytes)
        #expect(try mode(folder.key) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["identity.key"])
    }

    /// Made by `sudo kith agent` before the service first starts, it must be readable by the service's user.
    @Test(.enabled(if: getuid() == 0, "changing the owner needs root"))
    func belongsToTheOwnerOfTheFolder() throws {
        let folder = try TemporaryState()
        #expect(unsafe chown(folder.path, 61_003, 61_004) == 0)
        _ = try Identity.load(from: folder.path)
        let rights = try FileManager.default.attributesOfItem(atPath: folder.key)
        #expect(rights[.ownerAccountID] as? Int == 61_003 && rights[.groupOwnerAccountID] as? Int == 61_004)
    }

    @Test(arguments: [mode_t(0o640), 0o604, 0o660, 0o620])
    func refusedIfOthersCanReadIt(mode: mode_t) throws {
        let folder = try TemporaryState()
        _ = try Identity.load(from: folder.path)
        #expect(unsafe chmod(folder.key, mode) == 0)
        let text = text { _ = try Identity.load(from: folder.path) }
        #expect(text.contains("other users") && text.contains("chmod 600 \(folder.key)"))
        #expect(unsafe chmod(folder.key, 0o400) == 0)
        _ = try Identity.load(from: folder.path)
    }

    /// With a new key it would be another node, and no paired device would recognise it.
    @Test func notMadeAgainForANodeThatHadOne() throws {
        let folder = try TemporaryState()
        let node = Identity.node(of: try Identity.load(from: folder.path))
        #expect(LostIdentity.find(of: node, in: folder.path) == nil)
        try FileManager.default.createDirectory(atPath: folder.path + "/backups", withIntermediateDirectories: false)
        let copy = folder.path + "/backups/a.identity.key"
        #expect(try IdentityCopy.make(beside: folder.path + "/backups/a.db", from: folder.path) == copy)
        #expect(try mode(copy) == 0o600)
        try FileManager.default.removeItem(atPath: folder.key)

        let told = text { _ = try Identity.load(from: folder.path, of: node) }
        #expect(
            told.hasPrefix("\(folder.key) is missing. ") && told.hasSuffix("cp -p \(copy) \(folder.key)"), "\(told)")
        // Of another node, or readable by others: no copy.
        #expect(LostIdentity(of: NodeID(number: 7), in: folder.path).remedy.contains("'kith restore FILE'"))
        #expect(unsafe chmod(copy, 0o644) == 0)
        #expect(LostIdentity.find(of: node, in: folder.path)?.remedy.contains("'kith restore FILE'") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.key))
    }

    @Test func whatCannotBeReadIsNotCalledEmpty() throws {
        let folder = try TemporaryState()
        try FileManager.default.createDirectory(
            atPath: folder.key, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let unreadable = text { _ = try Identity.load(from: folder.path) }
        #expect(unreadable.contains("Is a directory") && !unreadable.contains("holds no key"), "\(unreadable)")

        try FileManager.default.removeItem(atPath: folder.key)
        try Data("short\n".utf8).write(to: URL(fileURLWithPath: folder.key))
        #expect(unsafe chmod(folder.key, 0o600) == 0)
        #expect(text { _ = try Identity.load(from: folder.path) }.contains("holds no key"))

        try FileManager.default.removeItem(atPath: folder.key)
        try FileManager.default.createSymbolicLink(atPath: folder.key, withDestinationPath: "/etc/hostname")
        #expect(text { _ = try Identity.load(from: folder.path) }.contains("symbolic links"))
    }
}

/// A state folder that is gone when the test is.
final class TemporaryState {
    let path = FileManager.default.temporaryDirectory.path + "/kith-" + UUID().uuidString
    var key: String { path + "/identity.key" }

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
