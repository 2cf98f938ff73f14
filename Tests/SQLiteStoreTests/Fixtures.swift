import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// A folder that is gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String
    var files: StoreFiles { StoreFiles(folder: path) }

    init(in parent: String = FileManager.default.temporaryDirectory.path) throws {
        path = parent + "/kith-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func copy() throws -> TemporaryFolder {
        let other = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: other.path + "/" + name)
        }
        return other
    }
}

extension StoreFiles {
    /// - Parameter signing: false for a test that writes into the tables itself, so that the statements say something else.
    func open(signing: Bool = true) throws -> (repository: SQLiteRepository, play: Rehearsal) {
        let repository = try Database.open(self, now: .start)
        if signing { try Signer().begin(in: repository) }
        return (repository, Rehearsal(on: repository))
    }

    /// A connection of the test's own.
    func connect() throws(StorageFailure) -> Connection { try openDatabase(database, newest: Migrator().newest) }

    func readers() throws(StorageFailure) -> Readers {
        Readers(DatabaseSession(try connect())) { () throws(StorageFailure) in DatabaseSession(try self.connect()) }
    }

    var bytes: [UInt8] { Array(FileManager.default.contents(atPath: database) ?? Data()) }
}

/// The failure that a call ends with.
func failure(_ call: () throws -> Void) -> StorageFailure? {
    do {
        try call()
        return nil
    } catch {
        return error as? StorageFailure
    }
}

/// Everything that must hold of a store, whatever happened to the process that wrote it.
func checkWhole(_ files: StoreFiles, admitted: [String] = [], line: SourceLocation = #_sourceLocation) throws {
    let connection = try files.connect()
    #expect(try connection.texts("PRAGMA integrity_check") == ["ok"], sourceLocation: line)
    #expect(try connection.texts("PRAGMA foreign_key_check") == [], sourceLocation: line)
    for (rule, count) in halfDone {
        #expect(try connection.integer(count) == 0, "\(rule)", sourceLocation: line)
    }
    let repository = try Database.open(files, now: .start)
    // After a restore, the next start compares everything.
    if try repository.read({ store throws(StorageFailure) in try store.circle() }) != nil {
        try Signer().begin(in: repository)
    }
    let faults = try Signer().faults(in: repository)
    #expect(faults == [], sourceLocation: line)
    repository.close()
    for peer in admitted {
        let id = try #require(PeerID(peer), sourceLocation: line)
        #expect(
            try connection.integer("SELECT count(*) FROM peers WHERE id = \(id.number)") == 1,
            "\(peer) was answered and must be there", sourceLocation: line)
    }
}

/// What a half-done registration would look like; each counts what must not be.
private let halfDone = [
    "a peer without a key": "SELECT count(*) FROM peers WHERE id NOT IN (SELECT peer FROM peer_keys)",
    "a live key without a token": """
    SELECT count(*) FROM peer_keys WHERE retired_at IS NULL AND id NOT IN (SELECT key FROM peer_tokens WHERE key IS NOT NULL)
    """,
    "a peer without permissions": "SELECT count(*) FROM peers WHERE id NOT IN (SELECT peer FROM permissions)",
    "a peer without its event": """
    SELECT count(*) FROM peers WHERE id NOT IN (SELECT peer FROM events WHERE type = 'pairing_completed')
    """,
    "an event without its peer": """
    SELECT count(*) FROM events WHERE type = 'pairing_completed' AND peer NOT IN (SELECT id FROM peers)
    """,
    "a registered pairing without its peer": """
    SELECT count(*) FROM pairings WHERE state = 'device_registered' AND peer NOT IN (SELECT id FROM peers)
    """,
    "a peer whose pairing is not registered": """
    SELECT count(*) FROM events e JOIN pairings p ON p.id = e.pairing
    WHERE e.type = 'pairing_completed' AND p.state <> 'device_registered'
    """,
    "a wrong count of live peers": """
    SELECT live_peers <> (SELECT count(*) FROM peers WHERE ended_at IS NULL) FROM store
    """,
    "a hole in the events": "SELECT coalesce(max(id) - min(id) + 1 - count(*), 0) FROM events",
]

func setMode(_ path: String, _ mode: mode_t) { _ = unsafe chmod(path, mode) }
