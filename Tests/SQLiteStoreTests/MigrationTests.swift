import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

struct MigrationTests {
    /// A further migration as one may come.
    private static let next = Migration(
        Migration.all.count + 1, "nicknames",
        up: Array("ALTER TABLE peers ADD COLUMN nickname TEXT; UPDATE peers SET nickname = name;".utf8),
        down: Array("ALTER TABLE peers DROP COLUMN nickname;".utf8))
    private static let further = Migrator(Migration.all + [next])

    @Test func theListIsTheFolder() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appendingPathComponent("Migrations").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let listed = Migration.all.flatMap { migration -> [String] in
            let number = String(repeating: "0", count: 4 - String(migration.number).count) + String(migration.number)
            return ["m\(number)_\(migration.name).down.sql", "m\(number)_\(migration.name).sql"]
        }
        try #require(files == listed, "the list and the folder differ; run: make docs")
        for (index, migration) in Migration.all.enumerated() {
            #expect(migration.down == text(folder, files[2 * index]))
            #expect(migration.up == text(folder, files[2 * index + 1]))
        }
    }

    private func text(_ folder: String, _ file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: folder + "/" + file) ?? Data(), as: UTF8.self)
    }

    @Test func upDownUpWithData() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        _ = try play.admit()
        repository.close()
        let before = try schema(folder)
        let connection = try folder.files.connect()
        try Migrator().migrateDown(connection, to: 0)
        #expect(try connection.texts("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'") == ["migrations"])
        #expect(try connection.integer("PRAGMA user_version") == 0)
        try Migrator().migrateUp(connection, now: .start)
        try Migrator().migrateUp(connection, now: .start)
        #expect(try connection.integer("SELECT count(*) FROM migrations") == Int64(Migration.all.count))
        #expect(try schema(folder) == before)
        let (again, second) = try folder.files.open()
        _ = try second.admit()
        again.close()
        try checkWhole(folder.files)
    }

    @Test func aFurtherMigrationKeepsTheData() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        repository.close()
        let before = try schema(folder)
        try Database.open(folder.files, migrator: Self.further, now: .start).close()
        #expect(Backup.all(folder.files, .beforeMigration).count == 1, "a backup before a due migration")
        let connection = try openDatabase(folder.files.database, newest: Self.next.number)
        #expect(try connection.texts("SELECT nickname FROM peers") == ["iPhone"])
        try Self.further.migrateDown(connection, to: Migration.all.count)
        #expect(try schema(folder) == before)
        try checkWhole(folder.files, admitted: [peer.description])
    }

    struct Tampering: Sendable, CustomStringConvertible {
        let description: String
        let sql: String
        let says: [String]
    }

    static let tamperings = [
        Tampering(
            description: "changed checksum", sql: "UPDATE migrations SET checksum = 'abc' WHERE number = 1",
            says: ["abc", Migration.all[0].checksum, "ground_floor"]),
        Tampering(
            description: "a gap", sql: "DELETE FROM migrations WHERE number = 1",
            says: ["lacks migration 1", "records 2"]),
        Tampering(
            description: "one too many", sql: "INSERT INTO migrations VALUES (9, 'future', 'f', 0, 0)",
            says: ["migration 9 (future)", "ends at \(Migration.all.count)"]),
        Tampering(description: "version and record differ", sql: "DELETE FROM migrations", says: ["differ"]),
    ]

    @Test(arguments: tamperings)
    func refused(_ tampering: Tampering) throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        try folder.files.connect().execute(tampering.sql)
        let before = folder.files.bytes.hashValue
        let failure = failure { _ = try folder.files.open() }
        #expect(failure?.kind == .migration)
        for word in tampering.says { #expect(failure?.cause.contains(word) == true, "\(failure?.cause ?? "")") }
        #expect(folder.files.bytes.hashValue == before)
    }

    @Test func newerVersion() throws {
        let folder = try TemporaryFolder()
        try Database.open(folder.files, migrator: Self.further, now: .start).close()
        let before = folder.files.bytes.hashValue
        let failure = failure { _ = try folder.files.open() }
        #expect(failure?.kind == .newerVersion)
        #expect(failure?.cause.contains("version \(Self.next.number)") == true)
        #expect(failure?.cause.contains("up to \(Migration.all.count)") == true)
        #expect(folder.files.bytes.hashValue == before)
    }

    /// Each statement of a migration in turn is one that fails: the old schema stays, whole.
    @Test func interrupted() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        repository.close()
        let before = try schema(folder)
        for broken in ["SELECT nonsense;", "UPDATE peers SET person = 999;"] {
            let bad = Migration(Self.next.number, "bad", up: Array((Self.next.up + broken).utf8), down: [])
            #expect(
                failure { _ = try Database.open(folder.files, migrator: Migrator(Migration.all + [bad]), now: .start) }
                    != nil)
            #expect(try schema(folder) == before)
            try checkWhole(folder.files, admitted: [peer.description])
        }
    }

    /// Databases as older versions have left them open, migrate and go on working.
    @Test func frozenDatabases() throws {
        let frozen = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Frozen")
        let names = try FileManager.default.contentsOfDirectory(atPath: frozen.path).filter { $0.hasSuffix(".db") }
        #expect(names.sorted() == Migration.all.map { "schema-\($0.number).db" })
        for name in names {
            let folder = try TemporaryFolder()
            let bytes = try Data(contentsOf: frozen.appendingPathComponent(name))
            try bytes.write(to: URL(fileURLWithPath: folder.files.database))
            setMode(folder.files.database, 0o600)
            let (repository, play) = try folder.files.open()
            let peers = try repository.read { store throws(StorageFailure) in
                try store.peers(after: nil, limit: 99, all: true)
            }
            // What kith calls a phone without a name has changed since.
            let unnamed = name < "schema-4" ? "iPhone, Safari" : "iPhone"
            #expect(Set(peers.map(\.name.text)) == ["Anna's phone", unnamed, "Gone"])
            #expect(peers.count { $0.ending == nil } == 2)
            _ = try play.admit()
            repository.close()
            try checkWhole(folder.files)
        }
    }

    @Test func status() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        #expect(try Database.migrations(folder.files).map(\.appliedAt) == Migration.all.map { _ in .start })
        try Database.migrateDown(folder.files, to: 0, now: .start)
        #expect(try Database.migrations(folder.files).map(\.appliedAt) == Migration.all.map { _ in nil })
        #expect(Backup.all(folder.files, .beforeMigration).count == 1)
        try Database.migrateDown(folder.files, to: 0, now: .start + .seconds(1))
        #expect(Backup.all(folder.files, .beforeMigration).count == 1, "nothing was due")
        try Database.migrateUp(folder.files, now: .start)
        #expect(try Database.migrations(folder.files).map(\.appliedAt) == Migration.all.map { _ in .start })
    }

    private func schema(_ folder: TemporaryFolder) throws -> [String] {
        try Connection(folder.files.database, .readOnly).texts(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
    }
}
