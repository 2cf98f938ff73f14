import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// Lists of words that may grow are checked by the program, not by the schema.
struct OpenWordsTests {
    /// A database of schema 2, opened as the migrator sees it.
    private func frozen(_ folder: TemporaryFolder) throws -> Connection {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Frozen/schema-2.db")
        try Data(contentsOf: file).write(to: URL(fileURLWithPath: folder.files.database))
        setMode(folder.files.database, 0o600)
        return try folder.files.connect()
    }

    private static let tables = [
        "store", "nodes", "persons", "peers", "peer_keys", "peer_tokens", "sessions", "permissions", "services",
        "areas",
        "area_services", "area_peers", "pairings", "events", "sqlite_sequence",
    ]

    /// Every row, by what schema 2 knows of it.
    private func rows(_ connection: borrowing Connection, _ columns: [String: String]) throws -> [String] {
        var rows: [String] = []
        for table in Self.tables {
            rows += try connection.texts(
                "SELECT '\(table): ' || json_array(\(columns[table] ?? "")) FROM \(table) ORDER BY 1")
        }
        return rows
    }

    @Test func upAndDownWithData() throws {
        let folder = try TemporaryFolder()
        let connection = try frozen(folder)
        let anna = "(SELECT id FROM peers WHERE name_folded = 'anna''s phone')"
        try connection.execute(
            """
            UPDATE peers SET kind = 'node' WHERE name = 'Gone';
            INSERT INTO sessions (hash, peer, key, purpose, created_at, expires_at)
            SELECT randomblob(32), peer, id, 'forward', 1, 2 FROM peer_keys WHERE retired_at IS NULL;
            INSERT INTO events (type, at, audience, audience_id, peer, data) SELECT 'presence_changed', 5, 'neighbours', id, id,
                json_object('peer_id', 'pe_x', 'presence', 'online') FROM peers WHERE id = \(anna);
            INSERT INTO events (type, at, audience, audience_id, peer, data) SELECT 'presence_changed', 6, 'neighbours', id, id,
                json_object('peer_id', 'pe_x', 'presence', 'offline') FROM peers WHERE id = \(anna);
            DELETE FROM events WHERE id = 1;
            """)
        var columns: [String: String] = [:]
        for table in Self.tables where table != "sqlite_sequence" {
            // The kind is looked at below.
            columns[table] = try connection.texts("SELECT name FROM pragma_table_info('\(table)') WHERE name <> 'kind'")
                .map { ["key", "hash", "address"].contains($0) || $0.hasSuffix("_hash") ? "hex(\($0))" : $0 }
                .map { $0 == "claim" || $0 == "secret" || $0 == "wanted_areas" ? "hex(\($0))" : $0 }
                .joined(separator: ", ")
        }
        columns["sqlite_sequence"] = "name, seq"
        let before = try rows(connection, columns)
        #expect(before.count > 30)

        try Migrator().migrateUp(connection, now: .start)
        #expect(try rows(connection, columns) == before)
        #expect(try connection.texts("SELECT kind FROM peers WHERE name = 'Gone'") == ["other"])
        #expect(try connection.integer("SELECT count(*) FROM peers WHERE kind = 'node'") == 0)
        #expect(
            try connection.texts("SELECT presence FROM events WHERE presence IS NOT NULL ORDER BY id") == [
                "online", "offline",
            ])
        #expect(
            try connection.integer("SELECT count(*) FROM store WHERE trusted_time IS NULL AND clock_jump IS NULL") == 1)
        try connection.execute("UPDATE peers SET ended_at = 1, ended_how = 'merged' WHERE id = \(anna)")
        #expect(try connection.integer("SELECT live_peers FROM store") == 1, "the triggers are there")
        try connection.execute("UPDATE peers SET ended_at = NULL, ended_how = NULL WHERE id = \(anna)")
        try connection.execute("UPDATE store SET live_peers = live_peers + 1")

        // Words of a later version.
        try connection.execute(
            """
            INSERT INTO permissions SELECT id, 'bless', NULL, 1, NULL, 1, 1 FROM peers WHERE id = \(anna);
            INSERT INTO sessions (hash, peer, key, purpose, created_at, expires_at)
            SELECT randomblob(32), peer, id, 'later', 1, 2 FROM peer_keys WHERE retired_at IS NULL;
            INSERT INTO events (type, at, audience, audience_id, data) VALUES ('later', 9, 'circle', 7, '{}');
            INSERT INTO events (type, at, audience, data) VALUES ('later', 9, 'circle', '{}');
            """)
        try Migrator().migrateDown(connection, to: 2)
        let later = try connection.texts(
            "SELECT audience || coalesce(audience_id, '') FROM events WHERE type = 'later'")
        #expect(later == ["operators", "operators"], "nobody else hears them")
        try connection.execute(
            """
            DELETE FROM events WHERE type = 'later';
            UPDATE sqlite_sequence SET seq = seq - 2 WHERE name = 'events';
            """)
        #expect(try rows(connection, columns) == before)
        #expect(try connection.texts("PRAGMA integrity_check") == ["ok"])
    }

    struct Word: Sendable, CustomStringConvertible {
        let description: String
        let sql: String
        let read: @Sendable (any Snapshot, PeerID) throws(StorageFailure) -> Void
    }

    static let hash = SecretHash(Octets32(Array(repeating: 7, count: 32)) ?? { preconditionFailure("32 bytes") }())

    /// What no version writes that this one knows: the program refuses it when it reads it.
    static let words = [
        Word(description: "scope", sql: "UPDATE permissions SET scope = 'bless' WHERE scope = 'use'") {
            store, peer throws(StorageFailure) in _ = try store.permissions(of: peer)
        },
        Word(description: "kind", sql: "UPDATE peers SET kind = 'toaster'") { store, peer throws(StorageFailure) in
            _ = try store.peer(peer)
        },
        Word(description: "end", sql: "UPDATE peers SET ended_at = 1, ended_how = 'merged'") {
            store, peer throws(StorageFailure) in _ = try store.peer(peer)
        },
        // A key that was replaced ends no peer.
        Word(description: "end by a replaced key", sql: "UPDATE peers SET ended_at = 1, ended_how = 'replaced'") {
            store, peer throws(StorageFailure) in _ = try store.peer(peer)
        },
        Word(
            description: "purpose",
            sql: """
                INSERT INTO sessions (hash, peer, key, purpose, created_at, expires_at)
                SELECT x'\(String(repeating: "07", count: 32))', peer, id, 'later', 1, 2 FROM peer_keys
                """
        ) { store, _ throws(StorageFailure) in _ = try store.session(hash) },
        Word(description: "audience", sql: "UPDATE events SET audience = 'circle'") {
            store, _ throws(StorageFailure) in _ = try store.events(EventSearch(limit: 9))
        },
        Word(description: "audience without its peer", sql: "UPDATE events SET audience = 'peer', audience_id = NULL") {
            store, _ throws(StorageFailure) in _ = try store.events(EventSearch(limit: 9))
        },
        Word(description: "audience with one too many", sql: "UPDATE events SET audience = 'everyone', audience_id = 1")
        {
            store, _ throws(StorageFailure) in _ = try store.events(EventSearch(limit: 9))
        },
        Word(description: "event", sql: "UPDATE events SET type = 'later'") { store, _ throws(StorageFailure) in
            _ = try store.events(EventSearch(limit: 9))
        },
        Word(
            description: "presence",
            sql: "UPDATE events SET presence = 'asleep', peer = (SELECT id FROM peers) WHERE id = 1"
        ) { store, peer throws(StorageFailure) in _ = try store.lastPresence(of: peer) },
    ]

    @Test(arguments: words) func isRefusedWhenRead(_ word: Word) throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        repository.close()
        try folder.files.connect().execute(word.sql)
        let (again, _) = try folder.files.open()
        defer { again.close() }
        let failure = failure {
            try again.read { store throws(StorageFailure) in try word.read(store, peer) }
        }
        #expect(failure?.kind == .damaged)
    }

    /// Each table is carried over at a restore, or somebody has thought of it and said why not.
    @Test func eachTableIsCarriedOverOrNot() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let tables = Set(
            try folder.files.connect().texts(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        let carried = Set(Revocations.carryOver.matches(of: /present\.(\w+)/).map { String($0.1) })
            .subtracting(["sqlite_sequence"])
        let left = Set(Revocations.notCarried.keys)
        #expect(carried.isDisjoint(with: left.subtracting(["areas"])), "of areas only their ids are looked at")
        #expect(tables.subtracting(carried).subtracting(left) == [], "not thought of")
        #expect(carried.union(left).subtracting(tables) == [], "gone")
    }
}
