import Core
import Foundation
import Glibc
import Rehearsal
import Store
import System
import Testing

@testable import SQLiteStore

/// A node that moves from one folder to another.
struct AdoptionTests {
    private static let key = Array("the key of the node that moves\n".utf8)

    /// A node with a peer, an epoch, a trusted time and numbers of events that the new folder must have, too.
    private static func oldNode() throws -> (folder: TemporaryFolder, peer: PeerID) {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        _ = try play.start()
        repository.close()
        let connection = try folder.files.connect()
        try connection.execute(
            """
            UPDATE store SET epoch = 7, trusted_time = 1700000000000;
            UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'events'
            """)
        try Data(key).write(to: URL(fileURLWithPath: folder.files.identity))
        return (folder, peer)
    }

    private static func bring(_ bytes: [UInt8], into files: StoreFiles) throws(StorageFailure) -> AdoptionReport {
        let stage = try Adoption.Stage(files)
        try stage.write(bytes)
        return try stage.replace(identity: key, now: .start)
    }

    private static func copy(_ files: StoreFiles) throws -> [UInt8] {
        try Adoption.copy(files, now: .start).readAll()
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    @Test func allOfItMoves() throws {
        let (old, peer) = try Self.oldNode()
        let new = try TemporaryFolder()
        try new.files.open().repository.close()
        try Data("the key that was there".utf8).write(to: URL(fileURLWithPath: new.files.identity))
        let report = try Self.bring(try Self.copy(old.files), into: new.files)
        #expect(report.livePeers == 1)
        try checkWhole(new.files, admitted: [peer.description])
        let connection = try new.files.connect()
        #expect(try connection.integer("SELECT epoch FROM store") == 7)
        #expect(try connection.integer("SELECT trusted_time FROM store") == 1_700_000_000_000)
        #expect(try connection.integer("SELECT seq FROM sqlite_sequence WHERE name = 'events'") == 5_000)
        #expect(try connection.integer("SELECT count(*) FROM pairings WHERE finished_at IS NULL") == 0)
        #expect(Self.text(new.files.identity) == String(decoding: Self.key, as: UTF8.self))
        #expect(Self.text(try #require(report.replacedIdentity)) == "the key that was there")
        #expect(report.replaced.map(fileExists) == true)
        #expect(!fileExists(new.files.staging) && !fileExists(new.files.adopting))
    }

    @Test func intoAnEmptyFolder() throws {
        let (old, peer) = try Self.oldNode()
        let new = try TemporaryFolder()
        #expect(try Adoption.livePeers(new.files) == 0)
        let report = try Self.bring(try Self.copy(old.files), into: new.files)
        #expect(report.replaced == nil && report.replacedIdentity == nil)
        try checkWhole(new.files, admitted: [peer.description])
        #expect(try Adoption.livePeers(new.files) == 1)
    }

    /// A process that was killed while it moved the files to their places, at each step.
    @Test(arguments: [["identity.key", "kith.db"], ["kith.db"], []])
    func theNextHolderOfTheLockFinishes(_ left: [String]) throws {
        let (old, peer) = try Self.oldNode()
        let new = try TemporaryFolder()
        let present = try new.files.open()
        _ = try present.play.admit()
        present.repository.close()
        let backup = try Backup.make(old.files, .byHand, now: .start)
        try FileManager.default.createDirectory(atPath: new.files.adopting, withIntermediateDirectories: false)
        for (name, source) in [("identity.key", old.files.identity), ("kith.db", backup)] {
            let target = (left.contains(name) ? new.files.adopting : new.path) + "/" + name
            if fileExists(target) { try FileManager.default.removeItem(atPath: target) }
            try FileManager.default.copyItem(atPath: source, toPath: target)
        }
        // A log of the database that was there.
        if left.contains("kith.db") {
            try Data("a log".utf8).write(to: URL(fileURLWithPath: new.files.database + "-wal"))
        }
        _ = try StoreLock(new.files, holder: "a test")
        #expect(!fileExists(new.files.adopting) && !fileExists(new.files.database + "-wal"))
        #expect(Self.text(new.files.identity) == String(decoding: Self.key, as: UTF8.self))
        try checkWhole(new.files, admitted: [peer.description])
        #expect(try Adoption.livePeers(new.files) == 1)
    }

    @Test func whatWasNotFinishedIsNotUsed() throws {
        let (new, peer) = try Self.oldNode()
        try FileManager.default.createDirectory(atPath: new.files.staging, withIntermediateDirectories: false)
        try Data("half a database".utf8).write(to: URL(fileURLWithPath: new.files.staging + "/kith.db"))
        _ = try StoreLock(new.files, holder: "a test")
        try checkWhole(new.files, admitted: [peer.description])
        _ = try Adoption.Stage(new.files)
        #expect(!fileExists(new.files.staging))
    }

    @Test func aLinkInPlaceOfTheFinishedNodeIsRefused() throws {
        let (new, _) = try Self.oldNode()
        let other = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: new.files.adopting, withDestinationPath: other.path)
        let failure = failure { _ = try StoreLock(new.files, holder: "a test") }
        #expect(failure?.kind == .notPermitted && failure?.file == new.files.adopting)
    }

    /// Each schema that was released, and one that went back and forth.
    @Test(arguments: ["schema-1.db", "schema-2.db", "schema-3.db", "down and up"])
    func olderSchemasAreBroughtUpToDate(_ name: String) throws {
        let (new, old) = (try TemporaryFolder(), try TemporaryFolder())
        if name.hasSuffix(".db") {
            let frozen = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "Frozen/\(name)")
            try FileManager.default.copyItem(atPath: frozen.path, toPath: old.files.database)
            setMode(old.files.database, 0o600)
        } else {
            try old.files.open().repository.close()
            try Database.migrateDown(old.files, to: 1, now: .start)
            try Database.migrateUp(old.files, now: .start)
        }
        _ = try Self.bring(try Self.copy(old.files), into: new.files)
        #expect(try new.files.connect().integer("PRAGMA user_version") == Int64(Database.newestSchema))
    }

    struct Bad: Sendable, CustomStringConvertible {
        let description: String
        let kind: StorageFailure.Kind
        let change: @Sendable (StoreFiles) throws -> Void
    }

    /// A number that no agent writes.
    private static func number(_ table: String, _ column: String, _ value: Int64) -> Bad {
        Bad(description: "\(table).\(column) is \(value)", kind: .damaged) { files in
            let literal = value == .min ? "-9223372036854775807 - 1" : "\(value)"
            let one = "rowid = (SELECT max(rowid) FROM \(table))"
            let condition = table == "permissions" ? "scope = (SELECT max(scope) FROM permissions)" : one
            try Connection(files.database, .readWrite).execute(
                "UPDATE \(table) SET \(column) = \(literal) WHERE \(condition)")
        }
    }

    /// Another text of the schema, which SQLite takes as it is.
    private static func change(_ files: StoreFiles, _ object: String, from: String, to: String) throws {
        let connection = try Connection(files.database, .readWrite)
        let quoted = (from.replacingOccurrences(of: "'", with: "''"), to.replacingOccurrences(of: "'", with: "''"))
        let count = "SELECT count(*) FROM sqlite_schema WHERE name = '\(object)' AND instr(sql, '\(quoted.0)') > 0"
        try #require(try connection.integer(count) == 1)
        try connection.execute(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, '\(quoted.0)', '\(quoted.1)') WHERE name = '\(object)'
            """)
    }

    static let bad = [
        Bad(description: "no database", kind: .notADatabase) { files in
            try Data(repeating: 0x41, count: 9_000).write(to: URL(fileURLWithPath: files.database))
        },
        Bad(description: "of another program", kind: .foreign) { files in
            try Connection(files.database, .readWrite).execute("PRAGMA application_id = 7")
        },
        Bad(description: "newer", kind: .newerVersion) { files in
            try Connection(files.database, .readWrite).execute("PRAGMA user_version = 99")
        },
        Bad(description: "no schema", kind: .newerVersion) { files in
            try Connection(files.database, .readWrite).execute("PRAGMA user_version = 0")
        },
        Bad(description: "damaged", kind: .damaged) { files in
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: files.database))
            try file.seek(toOffset: 8_192)
            try file.write(contentsOf: Data(repeating: 0xEE, count: 16_384))
        },
        Bad(description: "a row that points nowhere", kind: .damaged) { files in
            try Connection(files.database, .readWrite).execute(
                "PRAGMA foreign_keys = OFF; UPDATE peer_keys SET peer = 1")
        },
        Bad(description: "a trigger", kind: .foreign) { files in
            try Connection(files.database, .readWrite).execute(
                "CREATE TRIGGER more AFTER DELETE ON pairings BEGIN UPDATE store SET epoch = 1; END")
        },
        Bad(description: "a trigger that is another", kind: .foreign) { files in
            try Connection(files.database, .readWrite).execute(
                """
                DROP TRIGGER peer_joined;
                CREATE TRIGGER peer_joined AFTER INSERT ON peers BEGIN UPDATE store SET epoch = 1; END
                """)
        },
        Bad(description: "a trigger under a name of SQLite's", kind: .damaged) { files in
            try Connection(files.database, .readWrite).execute(
                """
                CREATE TRIGGER more AFTER DELETE ON pairings BEGIN UPDATE store SET epoch = 1; END;
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET name = 'sqlite_stat1' WHERE name = 'more'
                """)
        },
        Bad(description: "a view in place of a table", kind: .foreign) { files in
            try Connection(files.database, .readWrite).execute(
                "DROP TABLE services; CREATE VIEW services AS SELECT 1 AS id")
        },
        Bad(description: "a line of the schema that became a comment", kind: .damaged) { files in
            try change(
                files, "pairings",
                from:
                    "-- Ids of areas, eight bytes each: a pairing lives for minutes and needs no table of its own for them.\n",
                to:
                    "-- Ids of areas, eight bytes each: a pairing lives for minutes and needs no table of its own for them."
            )
        },
        Bad(description: "no row that says which node it is", kind: .damaged) { files in
            try Connection(files.database, .readWrite).execute("DELETE FROM store")
        },
        Bad(description: "two live peers of one name", kind: .damaged) { files in
            try change(files, "peers_by_live_name", from: "WHERE ended_at IS NULL", to: "WHERE \"ended_at IS NULL\"")
            try Connection(files.database, .readWrite).execute(
                """
                PRAGMA writable_schema = RESET; REINDEX;
                INSERT INTO peers SELECT id + 1, name, name_folded, kind, person, address, user_agent, created_at,
                    last_seen_at, admitted_by, expires_at, node, seq, ended_at, ended_how, ended_by, ended_node, ended_seq
                FROM peers
                """)
        },
        number("events", "id", .max), number("events", "at", .max), number("events", "at", -1),
        number("peers", "created_at", .max), number("peers", "last_seen_at", .min), number("peers", "seq", .max),
        number("store", "epoch", .max), number("store", "first_event", .max), number("nodes", "last_seq", .max),
        number("sqlite_sequence", "seq", .min), number("sqlite_sequence", "seq", .max),
        number("permissions", "granted_at", .max), number("peer_keys", "last_used_at", .max),
        Bad(description: "a table", kind: .foreign) { files in
            try Connection(files.database, .readWrite).execute("CREATE TABLE more (a TEXT)")
        },
    ]

    @Test(arguments: bad)
    func aCopyThatIsNotKithsChangesNothing(_ bad: Bad) throws {
        let (old, _) = try Self.oldNode()
        let (new, peer) = try Self.oldNode()
        try old.files.connect().execute("PRAGMA journal_mode = DELETE")
        try bad.change(old.files)
        let before = (new.files.bytes.hashValue, Self.text(new.files.identity))
        let failure = failure { _ = try Self.bring(old.files.bytes, into: new.files) }
        #expect(failure?.kind == bad.kind, "\(failure.map(\.description) ?? "it was taken")")
        #expect(new.files.bytes.hashValue == before.0 && Self.text(new.files.identity) == before.1)
        #expect(!fileExists(new.files.staging) && !fileExists(new.files.adopting))
        try checkWhole(new.files, admitted: [peer.description])
    }

    /// A schema that differs only in what a comparison of texts can miss.
    @Test(arguments: [
        ["peers_by_live_name", "WHERE ended_at IS NULL", "WHERE \"ended_at IS NULL\""],
        ["peer_joined", "only_row = 1", "\"only_row = 1\""],
    ])
    func nothingOfAForeignSchemaStays(_ words: [String]) throws {
        let (old, peer) = try Self.oldNode()
        let new = try TemporaryFolder()
        try old.files.connect().execute("PRAGMA journal_mode = DELETE")
        try Self.change(old.files, words[0], from: words[1], to: words[2])
        try Connection(old.files.database, .readWrite).execute("REINDEX")
        _ = try Self.bring(old.files.bytes, into: new.files)
        let sql = try new.files.connect().texts("SELECT sql FROM sqlite_schema WHERE name = '\(words[0])'")
        #expect(sql.count == 1 && sql[0].contains(words[1]) && !sql[0].contains(words[2]))
        try checkWhole(new.files, admitted: [peer.description])
        let (repository, play) = try new.files.open()
        _ = try play.admit()
        repository.close()
        #expect(try Adoption.livePeers(new.files) == 2)
        #expect(try new.files.connect().integer("SELECT live_peers FROM store") == 2)
    }

    /// The clock of a trial may have been wrong, and its owner can write any number.
    @Test func whatTheOldAgentCountedAndMeasuredIsNotBelieved() throws {
        let (old, peer) = try Self.oldNode()
        let new = try TemporaryFolder()
        try old.files.connect().execute(
            """
            UPDATE store SET live_peers = 9223372036854775807, trusted_time = 4102444800000, clock_jump = 1,
                clock_jump_stood = 9223372036854775807;
            UPDATE peer_tokens SET expires_at = 9223372036854775807
            """)
        _ = try Self.bring(try Self.copy(old.files), into: new.files)
        let connection = try new.files.connect()
        let unset = "trusted_time IS NULL AND clock_jump IS NULL AND clock_jump_stood IS NULL"
        #expect(try connection.integer("SELECT live_peers FROM store WHERE \(unset)") == 1)
        #expect(try connection.integer("SELECT max(expires_at) FROM peer_tokens") == 253_402_300_799_999)
        try checkWhole(new.files, admitted: [peer.description])
    }

    // MARK: The old folder

    static let hostile = [
        Bad(description: "a link", kind: .notPermitted) { files in
            try FileManager.default.moveItem(atPath: files.database, toPath: files.folder + "/other")
            try FileManager.default.createSymbolicLink(atPath: files.database, withDestinationPath: "other")
        },
        Bad(description: "a link as the key", kind: .notPermitted) { files in
            try FileManager.default.removeItem(atPath: files.identity)
            try FileManager.default.createSymbolicLink(atPath: files.identity, withDestinationPath: "/etc/hostname")
        },
        Bad(description: "a second name", kind: .notPermitted) { files in
            _ = unsafe link(files.identity, files.folder + "/other")
        },
        Bad(description: "a pipe", kind: .notPermitted) { files in
            _ = unsafe mkfifo(files.database + "-journal", 0o600)
        },
        Bad(description: "a pipe as the key", kind: .notPermitted) { files in
            _ = unsafe unlink(files.identity)
            _ = unsafe mkfifo(files.identity, 0o600)
        },
        Bad(description: "a folder", kind: .notPermitted) { files in
            _ = unsafe mkdir(files.database + "-wal", 0o700)
        },
        Bad(description: "a huge file", kind: .notPermitted) { files in
            _ = unsafe truncate(files.database, Int(Adoption.longestDatabase) + 1)
        },
        Bad(description: "no key", kind: .missing) { files in _ = unsafe unlink(files.identity) },
        Bad(description: "no database", kind: .missing) { files in _ = unsafe unlink(files.database) },
    ]

    @Test(arguments: hostile)
    func whatNoAgentMakesIsNotRead(_ bad: Bad) throws {
        let (old, _) = try Self.oldNode()
        try Adoption.check(old: old.files)
        try bad.change(old.files)
        let failure = failure { try Adoption.check(old: old.files) }
        #expect(failure?.kind == bad.kind, "\(failure.map(\.description) ?? "it was accepted")")
    }

    @Test func nothingUsesAFolderThatIsMarked() throws {
        let (old, _) = try Self.oldNode()
        try Adoption.prepareMark(old.files, to: "/var/lib/kith", now: .start)
        try old.files.open().repository.close()
        try Adoption.mark(old.files)
        let uses: [() throws -> Void] = [
            { _ = try StoreLock(old.files, holder: "a test") }, { _ = try old.files.open() },
            { _ = try Backup.make(old.files, .byHand, now: .start) }, { try Adoption.check(old: old.files) },
            { _ = try Database.migrations(old.files) },
            { _ = try Restore.restore(old.files.database, into: old.files, now: .start) },
        ]
        let date = Moment.start.text.prefix(10)
        for use in uses {
            let failure = failure(use)
            #expect(failure?.kind == .moved)
            let start = "This node was moved to /var/lib/kith on \(date) by 'kith adopt'. "
            #expect(failure?.description.hasPrefix(start) == true, "\(failure?.description ?? "it was used")")
        }
    }

    /// Root prints it, and its owner may have written it.
    @Test(arguments: ["", "to /a\u{1B}[2J\non 2026-11-29\n", "to /a\n", String(repeating: "x", count: 100_000)])
    func aMarkThatIsNoMarkIsOneAllTheSame(_ text: String) throws {
        let (old, _) = try Self.oldNode()
        try Data(text.utf8).write(to: URL(fileURLWithPath: old.files.moved))
        let failure = failure { _ = try StoreLock(old.files, holder: "a test") }
        #expect(failure?.kind == .moved)
        #expect(failure?.cause.hasPrefix("This node was moved by 'kith adopt'. ") == true)
    }

    @Test(arguments: ["link", "pipe"])
    func aMarkIsNotFollowed(_ kind: String) throws {
        let (old, _) = try Self.oldNode()
        if kind == "link" {
            _ = unsafe symlink("/dev/zero", old.files.moved)
        } else {
            _ = unsafe mkfifo(old.files.moved, 0o600)
        }
        #expect(failure { _ = try StoreLock(old.files, holder: "a test") }?.kind == .moved)
    }
}
