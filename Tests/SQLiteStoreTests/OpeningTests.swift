import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// Files that are not, or no longer, a store of kith: each gets an error that names file, cause and way out, and none is
/// changed.
struct OpeningTests {
    struct Bad: Sendable, CustomStringConvertible {
        let description: String
        let kind: StorageFailure.Kind
        let make: @Sendable (StoreFiles) throws -> Void
    }

    static let bad = [
        Bad(description: "not a database", kind: .notADatabase) { files in
            try Data("Dear diary, today I was no database.".utf8).write(to: URL(fileURLWithPath: files.database))
        },
        Bad(description: "a header and nothing behind it", kind: .notADatabase) { files in
            let head = Data("SQLite format 3\0".utf8) + Data(repeating: 0xFF, count: 4_000)
            try head.write(to: URL(fileURLWithPath: files.database))
        },
        Bad(description: "another program's database", kind: .foreign) { files in
            let connection = try Connection(files.database, .create)
            try connection.execute("CREATE TABLE songs (title TEXT)")
        },
        Bad(description: "cut short", kind: .damaged) { files in
            try files.open().repository.close()
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: files.database))
            try handle.truncate(atOffset: 60_000)
        },
        Bad(description: "overwritten schema", kind: .damaged) { files in
            try files.open().repository.close()
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: files.database))
            try handle.seek(toOffset: 100)
            try handle.write(contentsOf: Data(repeating: 0xAB, count: 3_000))
        },
        Bad(description: "open to everybody", kind: .notPermitted) { files in
            try files.open().repository.close()
            setMode(files.database, 0o644)
        },
        Bad(description: "a folder", kind: .notADatabase) { files in
            try FileManager.default.createDirectory(atPath: files.database, withIntermediateDirectories: true)
        },
        Bad(description: "a link to an empty file", kind: .notPermitted) { files in
            try Data().write(to: URL(fileURLWithPath: files.folder + "/empty"))
            setMode(files.folder + "/empty", 0o600)
            try FileManager.default.createSymbolicLink(
                atPath: files.database, withDestinationPath: files.folder + "/empty")
        },
        Bad(description: "a dangling link", kind: .notPermitted) { files in
            try FileManager.default.createSymbolicLink(
                atPath: files.database, withDestinationPath: files.folder + "/nowhere")
        },
    ]

    @Test(arguments: bad)
    func refused(_ bad: Bad) throws {
        let folder = try TemporaryFolder()
        try bad.make(folder.files)
        if bad.kind != .notPermitted { setMode(folder.files.database, 0o600) }
        let before = folder.files.bytes.hashValue
        let failure = failure { _ = try folder.files.open() }
        #expect(failure?.kind == bad.kind, "\(failure.map(\.description) ?? "it opened")")
        #expect(failure?.file == folder.files.database)
        #expect(failure?.cause.isEmpty == false && failure?.remedy.isEmpty == false)
        #expect(folder.files.bytes.hashValue == before)
    }

    /// A user who can write in the folder can replace the key and the database.
    @Test(arguments: [mode_t(0o777), 0o1777, 0o707, 0o702])
    func aFolderThatOthersCanWriteIn(_ mode: mode_t) throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        setMode(folder.files.folder, mode)
        let failure = failure { _ = try folder.files.open() }
        #expect(failure?.kind == .notPermitted && failure?.file == folder.files.folder)
        #expect(failure?.remedy == "Restrict it: chmod 700 \(folder.files.folder)")
        #expect(throws: StorageFailure.self) { _ = try StoreLock(folder.files, holder: "kith agent") }
        setMode(folder.files.folder, 0o755)
        try folder.files.open().repository.close()
    }

    @Test func aFolderThatIsNot() throws {
        let failure = failure { _ = try StoreFiles(folder: "/proc/nowhere/kith").open() }
        #expect(failure?.kind == .missing)
        #expect(failure?.file == "/proc/nowhere/kith")
    }

    @Test func foldersAboveAreMade() throws {
        let folder = try TemporaryFolder()
        let files = StoreFiles(folder: folder.path + "/.local/share/kith")
        try files.open().repository.close()
        for path in ["/.local", "/.local/share", "/.local/share/kith"] {
            let rights = try FileManager.default.attributesOfItem(atPath: folder.path + path)[.posixPermissions]
            #expect(rights as? Int == 0o700)
        }
    }

    @Test func nothingThereForACommand() throws {
        let folder = try TemporaryFolder()
        #expect(SQLiteStoreTests.failure { _ = try Database.migrations(folder.files) }?.kind == .missing)
        #expect(!fileExists(folder.files.database), "a question makes no database")
    }

    /// As root every file can be opened, so another user tries.
    @Test(.enabled(if: getuid() == 0, "changing the user needs root"))
    func someoneElsesFile() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        setMode(folder.path, 0o755)
        let outcome = try Driver(user: "nobody").run(["open", folder.path])
        #expect(outcome.saying("failed").first?.hasPrefix("notPermitted") == true, "\(outcome.lines)")
        #expect(outcome.saying("failed").first?.contains("Permission denied") == true)
    }

    /// As a container makes a file system in memory. Only root can restrict it, and root's folder is of no use then.
    @Test(.enabled(if: getuid() == 0, "changing the user needs root"))
    func aFolderOfRootThatOthersCanWriteIn() throws {
        let folder = try TemporaryFolder()
        setMode(folder.path, 0o1777)
        let failure = try Driver(user: "nobody").run(["open", folder.path]).saying("failed").first ?? ""
        #expect(failure.hasPrefix("notPermitted"), "\(failure)")
        let command = "sudo chown 'nobody' \(folder.path) && sudo chmod 700 \(folder.path)"
        #expect(
            failure.contains("Choose a folder in it with --state, or give it to this user: \(command)"), "\(failure)")
        let inside = folder.path + "/node"
        #expect(try Driver(user: "nobody").run(["open", inside]).saying("failed").isEmpty)
    }

    @Test(.enabled(if: getuid() == 0, "changing the owner needs root"))
    func someoneElsesFolder() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        #expect(unsafe chown(folder.path, 61_003, 61_003) == 0)
        let calls: [() throws -> Void] = [
            { _ = try folder.files.open() }, { _ = try StoreLock(folder.files, holder: "kith agent") },
            { _ = try Backup.make(folder.files, .byHand, now: .start) }, { _ = try Database.migrations(folder.files) },
        ]
        for call in calls {
            let failure = failure(call)
            #expect(failure?.kind == .notPermitted && failure?.cause.contains("uid 61003") == true)
        }
        #expect(unsafe chown(folder.path, 0, 0) == 0)
    }

    @Test(.enabled(if: getuid() == 0, "changing the owner needs root"))
    func aFolderOfBackupsThatIsSomeoneElses() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        try FileManager.default.createDirectory(atPath: folder.files.backups, withIntermediateDirectories: false)
        #expect(unsafe chown(folder.files.backups, 61_003, 61_003) == 0)
        let failure = failure { _ = try Backup.make(folder.files, .byHand, now: .start) }
        #expect(failure?.kind == .notPermitted && failure?.remedy.contains("chown 'root'") == true)
        try FileManager.default.removeItem(atPath: folder.files.backups)
        try Data().write(to: URL(fileURLWithPath: folder.files.backups))
        let other = SQLiteStoreTests.failure { _ = try Backup.make(folder.files, .byHand, now: .start) }
        #expect(other?.cause == "it is not a folder")
    }

    /// Links above the state folder are the administrator's, those in it are not.
    @Test func linksAboveAreFollowed() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/disk/state", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/mount", withDestinationPath: folder.path + "/disk")
        let files = StoreFiles(folder: folder.path + "/mount/state")
        try files.open().repository.close()
        let backup = try Backup.make(files, .byHand, now: .start)
        _ = try Restore.restore(backup, into: files, now: .start)
    }

    @Test func linksInTheFolderAreNot() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try folder.files.open().repository.close()
        let backup = try Backup.make(folder.files, .byHand, now: .start)
        let link = folder.files.backups + "/by-hand-20261121T103000.000Z.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: backup)
        #expect(failure { _ = try Restore.restore(link, into: folder.files, now: .start) }?.kind == .notPermitted)
        #expect(try Connection(link, .readOnly, followingLinks: true).integer("SELECT epoch FROM store") == 1)

        try FileManager.default.removeItem(atPath: folder.files.backups)
        try FileManager.default.createSymbolicLink(atPath: folder.files.backups, withDestinationPath: other.path)
        let failure = failure { _ = try Backup.make(folder.files, .byHand, now: .start) }
        #expect(failure?.kind == .notPermitted && failure?.file == folder.files.backups)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
    }

    @Test func heldByAnotherProcess() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        defer { repository.close() }
        let other = try folder.files.connect()
        try other.execute("BEGIN IMMEDIATE")
        let failure = failure { _ = try play.start() }
        #expect(failure?.kind == .busy)
        #expect(failure?.isPassing == true)
        try other.execute("ROLLBACK")
        _ = try play.start()
    }

    @Test func theLockNamesItsHolder() throws {
        let folder = try TemporaryFolder()
        let lock = try StoreLock(folder.files, holder: "kith agent")
        let failure = failure { _ = try StoreLock(folder.files, holder: "kith restore") }
        for text in ["kith agent (pid 12)", "kith migrate up (pid 1)"] { #expect(StoreLock.isHolder(text)) }
        for text in [
            "", "kith (pid 12)", "kith agent (pid 12)\n", "kith agent\nx (pid 12)", "a (pid 1)", "kith a (pid -1)",
        ] {
            #expect(!StoreLock.isHolder(text))
        }
        #expect(failure?.kind == .locked)
        #expect(failure?.cause == "this node already runs: kith agent (pid \(getpid()))")
        _ = consume lock
        _ = try StoreLock(folder.files, holder: "kith restore")
    }

    @Test func theLastHolderIsKnown() throws {
        let folder = try TemporaryFolder()
        let maintenance = SQLiteMaintenance(folder.files)
        #expect(maintenance.lastHolder() == nil)
        for holder in ["kith agent", "kith pair"] {
            let lock = try StoreLock(folder.files, holder: holder)
            #expect(maintenance.lastHolder() == "\(holder) (pid \(getpid()))")
            _ = consume lock
        }
        // A link leads to no other file.
        try FileManager.default.removeItem(atPath: folder.files.lock)
        try FileManager.default.createSymbolicLink(atPath: folder.files.lock, withDestinationPath: "/etc/hostname")
        #expect(maintenance.lastHolder() == nil)
    }

    @Test func onlyTheOwnerCanRead() throws {
        let folder = try TemporaryFolder()
        let inside = StoreFiles(folder: folder.path + "/state")
        let (repository, play) = try inside.open()
        _ = try play.admit()
        _ = try Backup.make(inside, .daily, now: .start)
        repository.close()
        let manager = FileManager.default
        #expect(try manager.attributesOfItem(atPath: inside.folder)[.posixPermissions] as? Int == 0o700)
        for file in [inside.database] + Backup.all(inside, .daily) {
            #expect(try manager.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        }
    }

    /// What no kith could have written is damage, said as such, and not a crash.
    @Test func impossibleValues() throws {
        let damages = [
            "UPDATE peers SET address = x'010203'", "UPDATE peers SET kind = 'toaster'", "UPDATE events SET type = 'x'",
            "UPDATE events SET audience = 'peer', audience_id = NULL", "UPDATE pairings SET wanted_areas = x'01'",
            "UPDATE pairings SET state = 'device_registered', failure = NULL, peer = NULL", "DELETE FROM store",
            "DELETE FROM nodes",
        ]
        for damage in damages {
            let folder = try TemporaryFolder()
            let (repository, play) = try folder.files.open(signing: false)
            _ = try play.admit()
            repository.close()
            let connection = try Connection(folder.files.database, .readWrite)
            try connection.execute("PRAGMA ignore_check_constraints = ON; \(damage)")
            let (again, second) = try folder.files.open(signing: false)
            let failure = failure {
                _ = try again.read { store throws(StorageFailure) in
                    _ = try store.peers(after: nil, limit: 9, all: true)
                    _ = try store.events(EventSearch(limit: 99))
                    _ = try store.epoch()
                    return true
                }
                let id = try connection.integer("SELECT id FROM pairings")
                _ = try again.read { store throws(StorageFailure) in try store.pairing(PairingID(number: id)) }
                _ = try second.admit()
            }
            #expect(failure?.kind == .damaged, "\(damage): \(failure.map(\.description) ?? "nothing")")
            again.close()
        }
    }
}
