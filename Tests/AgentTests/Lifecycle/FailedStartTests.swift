import Core
import Foundation
import HTTPServer
import LocalNetwork
import SQLiteStore
import Settings
import Testing

@testable import Agent

/// A start that fails ends all that it began: nothing holds the store, and its log is in the database.
struct FailedStartTests {
    private func settings(_ folder: TemporaryState) -> AgentSettings {
        var settings = AgentSettings(stateFolder: folder.path, controlSocket: folder.path + "/control.sock")
        settings.port = 0
        settings.address = .address([127, 0, 0, 1])
        return settings
    }

    private func expectNothingLeft(_ folder: TemporaryState, _ place: SourceLocation = #_sourceLocation) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.contains("kith.db"), sourceLocation: place)
        #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }, "\(names)", sourceLocation: place)
        _ = try StoreLock(StoreFiles(folder: folder.path), holder: "a test")
    }

    @Test func noIdentity() throws {
        let folder = try TemporaryState()
        try FileManager.default.createDirectory(atPath: folder.key, withIntermediateDirectories: false)
        #expect(throws: Agent.StartFailure.self) { _ = try Agent(settings(folder), holder: "a test") }
        try expectNothingLeft(folder)
    }

    @Test func badTemplates() throws {
        let folder = try TemporaryState()
        var settings = settings(folder)
        settings.templates = folder.path + "/none"
        #expect(throws: Agent.StartFailure.self) { _ = try Agent(settings, holder: "a test") }
        try expectNothingLeft(folder)
    }

    @Test func noControlSocket() throws {
        let folder = try TemporaryState()
        var settings = settings(folder)
        settings.controlSocket = folder.path + "/a file"
        try Data("a file".utf8).write(to: URL(fileURLWithPath: settings.controlSocket))
        #expect(throws: Agent.StartFailure.self) { _ = try Agent(settings, holder: "a test") }
        try expectNothingLeft(folder)
    }
}
