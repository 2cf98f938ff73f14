import Core
import Foundation
import Rehearsal
import Store
import System
import Testing

@testable import SQLiteStore

struct BackupTests {
    @Test func whileInUse() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        defer { repository.close() }
        let peer = try play.admit().peer
        let open = try play.connect(.fresh())
        let backup = try Backup.make(folder.files, .daily, now: .start)
        #expect(backup == folder.path + "/backups/kith-20261120T103000.000Z.db")
        let connection = try Connection(backup, .readOnly)
        #expect(try connection.texts("PRAGMA integrity_check") == ["ok"])
        #expect(try connection.integer("SELECT count(*) FROM peers WHERE id = \(peer.number)") == 1)
        #expect(try connection.integer("SELECT count(*) FROM pairings WHERE finished_at IS NULL") == 0)
        #expect(try names(in: folder.files.backups) == [#require(backup.split(separator: "/").last.map(String.init))])
        #expect(try play.verify(open.started.id, open.ticket.pin) != nil, "the original goes on")
    }

    @Test func sevenAreKept() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        for day in 0..<9 { _ = try Backup.make(folder.files, .daily, now: .start + .days(Int64(day))) }
        _ = try Backup.make(folder.files, .beforeMigration, now: .start)
        let removed = try Backup.prune(folder.files, .daily, keep: Limits().backupsKept)
        #expect(removed.count == 2 && removed.first?.contains("20261120") == true)
        #expect(Backup.all(folder.files, .daily).count == 7)
        #expect(Backup.all(folder.files, .beforeMigration).count == 1)
    }

    @Test func onceADay() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let made = try [0, 1, 23, 24, 25, 48].map { hour in
            try Backup.makeDaily(folder.files, keep: 2, now: .start + .hours(hour)) != nil
        }
        #expect(made == [true, false, false, false, true, false])
        _ = try Backup.makeDaily(folder.files, keep: 2, now: .start + .days(9))
        #expect(Backup.all(folder.files, .daily).count == 2)
    }

    /// One that was made while the clock was years ahead, and one that somebody has put there.
    @Test func oddNamesEndNothing() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let ahead = try Backup.make(folder.files, .daily, now: .start + .days(4_000))
        let copy = folder.files.backups + "/kith-good.db"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: copy))
        let made = try (0..<4).map { count in
            try Backup.makeDaily(folder.files, keep: 2, now: .start + .hours(count * 25)) != nil
        }
        #expect(made == [true, true, true, true])
        #expect(Backup.all(folder.files, .daily).contains(ahead))
        #expect(!Backup.all(folder.files, .daily).contains(copy) && FileManager.default.fileExists(atPath: copy))
    }

    @Test func whatAKillLeftGoes() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        for occasion in BackupOccasion.allCases { _ = try Backup.make(folder.files, occasion, now: .start) }
        let finished = names(in: folder.files.backups)
        let others = ["notes.partial", "kith-good.db.partial", "kith-20261120T103000.000Z.db.partial.txt"]
        for name in finished.flatMap({ [$0 + ".partial", $0 + ".partial-wal"] }) + others {
            try Data("PIN".utf8).write(to: URL(fileURLWithPath: folder.files.backups + "/" + name))
        }
        let orphan = "by-hand-20261121T103000.000Z.db.partial-journal"
        try Data("PIN".utf8).write(to: URL(fileURLWithPath: folder.files.backups + "/" + orphan))
        #expect(try Backup.makeDaily(folder.files, keep: 2, now: .start + .minutes(1)) == nil)
        #expect(names(in: folder.files.backups) == (finished + others).sorted())
    }

    /// A backup by hand takes its time, and the agent looks in once a minute.
    @Test func oneThatIsBeingMadeStays() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        _ = try Backup.makeDaily(folder.files, keep: 2, now: .start)
        let partial = folder.files.backups + "/by-hand-20261120T103000.000Z.db.partial"
        let source = try folder.files.connect()
        let file = try Backup.copy(source, to: partial)
        _ = try Backup.makeDaily(folder.files, keep: 2, now: .start + .minutes(1))
        _ = try Backup.make(folder.files, .byHand, now: .start + .minutes(2))
        #expect(fileExists(partial))
        _ = consume file
        _ = try Backup.makeDaily(folder.files, keep: 2, now: .start + .minutes(3))
        #expect(!fileExists(partial), "the process that made it is gone")
    }

    /// A page that was damaged on the disk must not become the newest backup.
    @Test func aDamagedOneDoesNotCount() throws {
        let folder = try TemporaryFolder()
        var (repository, play) = try folder.files.open()
        play.limits.openPairings = .max
        for _ in 0..<200 { _ = try play.admit() }
        repository.close()
        let page = try folder.files.connect().integer("SELECT rootpage FROM sqlite_schema WHERE name = 'events'")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.files.database))
        try handle.seek(toOffset: UInt64((page - 1) * 4_096 + 8))
        try handle.write(contentsOf: Data(repeating: 0xEE, count: 200))
        try handle.close()
        let failure = failure { _ = try Backup.make(folder.files, .daily, now: .start) }
        #expect(failure?.kind == .damaged)
        #expect(names(in: folder.files.backups).isEmpty)
    }

    @Test func restored() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let (kept, revoked, demoted, token, other) = (
            try play.admit(), try play.admit(), try play.admit(), SecretHash.fresh, SecretHash.fresh
        )
        let area = Area(id: fresh(), name: try Name("Media"))
        let removed = Area(id: fresh(), name: try Name("Garage"))
        _ = try repository.write { store throws(StorageFailure) in
            _ = try store.createArea(area, now: .start)
            _ = try store.createArea(removed, now: .start)
            _ = try store.assignPeer(kept.peer, to: removed.id, by: .nodeOperator, now: .start)
            _ = try store.assignPeer(demoted.peer, to: area.id, by: .nodeOperator, now: .start)
            _ = try store.assignPeer(kept.peer, to: area.id, by: .nodeOperator, now: .start)
            try store.addToken(token, of: kept.peer, key: kept.key, at: .start, until: .start + .days(1))
            try store.addToken(other, of: kept.peer, key: kept.key, at: .start, until: .start + .days(1))
        }
        let backup = try Backup.make(folder.files, .daily, now: .start)
        let late = try play.admit()
        _ = try repository.write { store throws(StorageFailure) in
            _ = try store.revokePeer(revoked.peer, by: .peer(late.peer), now: .start)
            _ = try store.denyScope(.use, of: demoted.peer, by: .nodeOperator, now: .start)
            _ = try store.unassignPeer(demoted.peer, from: area.id, by: .nodeOperator, now: .start)
            _ = try store.removeArea(removed.id, evenInUse: true, by: .nodeOperator, now: .start)
            try store.shortenTokens(of: kept.key, but: other, to: .start, sparing: 0)
            _ = try store.deleteCredentials(deadAt: .start, limit: 9)
        }
        repository.close()

        let report = try Restore.restore(backup, into: folder.files, now: .start + .hours(1))
        #expect(report.epoch == 2)
        #expect(report.revocationsCarriedOver)
        #expect(fileExists(try #require(report.replaced)))
        #expect(!fileExists(folder.files.restoring) && !fileExists(folder.files.restoring + ".present"))
        let (again, _) = try folder.files.open()
        defer { again.close() }
        func read<Value: Sendable>(_ work: (any Snapshot) throws(StorageFailure) -> Value) throws -> Value {
            try again.read(work)
        }
        #expect(try read { store throws(StorageFailure) in try store.epoch() } == 2)
        let peers = try read { store throws(StorageFailure) in
            (try store.peer(late.peer), try store.peer(revoked.peer), try store.peer(kept.peer))
        }
        #expect(peers.0 == nil, "it came after the backup")
        #expect(peers.1?.ending?.how == .revoked)
        #expect(peers.2 != nil && peers.2?.ending == nil)
        let credentials = try read { store throws(StorageFailure) in
            (try store.keyHolder(revoked.key), try store.token(token), try store.token(other))
        }
        #expect(credentials.0 == nil && credentials.1 == nil && credentials.2 != nil)
        let rights = try read { store throws(StorageFailure) in
            (try store.permissions(of: demoted.peer), try store.areas(of: demoted.peer), try store.areas(of: kept.peer))
        }
        #expect(rights.0.scopes(at: .start) == .view && rights.1.isEmpty && rights.2 == [area.id])
        #expect(try read { store throws(StorageFailure) in try store.countLivePeers(at: .start) } == 2)
        try checkWhole(folder.files, admitted: [kept.peer.description, revoked.peer.description])
    }

    @Test func appPasswordsThatWereRevokedStayRevoked() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let (peer, revoked, limits) = (try play.admit().peer, try play.admit().peer, play.limits)
        let (kept, withdrawn, ofRevoked) = (SecretHash.fresh, SecretHash.fresh, SecretHash.fresh)
        let name = try Name("Films")
        _ = try repository.write { store throws(StorageFailure) in
            for (hash, holder) in [(kept, peer), (withdrawn, peer), (ofRevoked, revoked)] {
                _ = try store.addAppPassword(hash, named: name, of: holder, now: .start, limits: limits)
            }
        }
        let backup = try Backup.make(folder.files, .daily, now: .start)
        _ = try repository.write { store throws(StorageFailure) in
            _ = try store.revokeAppPassword(TokenID(withdrawn), of: peer, by: .peer(peer), now: .start)
            _ = try store.revokePeer(revoked, by: .nodeOperator, now: .start)
        }
        repository.close()

        _ = try Restore.restore(backup, into: folder.files, now: .start + .hours(1))
        let (again, _) = try folder.files.open()
        defer { again.close() }
        let stored = try again.read { store throws(StorageFailure) in
            (try store.appPasswords(of: peer).map(\.hash), try store.appPasswords(of: revoked))
        }
        #expect(stored.0 == [kept])
        #expect(stored.1.isEmpty)
    }

    /// After a restore the numbers of events have a gap. It is rows that are counted.
    @Test func theGapInTheNumbersDeletesNothing() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        _ = try play.admit()
        let backup = try Backup.make(folder.files, .daily, now: .start)
        repository.close()
        try Data("ruined".utf8).write(to: URL(fileURLWithPath: folder.files.database))
        _ = try Restore.restore(backup, into: folder.files, now: .start)
        let (again, replay) = try folder.files.open()
        defer { again.close() }
        _ = try replay.admit()
        func clean(_ most: Int) throws -> Int {
            var limits = Limits()
            limits.events = most
            return try again.write { [limits] store throws(StorageFailure) in
                try store.clean(now: .start, limits: limits)
            }.result.deletedEvents
        }
        let count = try again.read { store throws(StorageFailure) in try store.events(EventSearch(limit: 99)) }.events
            .count
        let last = try again.read { store throws(StorageFailure) in try store.lastEvent() }
        #expect(last > 1_000_000 && count < 20)
        #expect(try clean(1_000) == 0 && clean(count) == 0)
        #expect(try clean(count - 1) == 1)
    }

    /// The time of the backup is long gone; whatever ended since then must not come back by it.
    @Test func trustedTimeGoesOn() throws {
        for (there, wanted) in [(Moment.start + .days(9), Moment.start + .days(9)), (nil, .start)] {
            let folder = try TemporaryFolder()
            let (repository, _) = try folder.files.open()
            func store(_ moment: Moment) throws {
                _ = try repository.write { store throws(StorageFailure) in
                    try store.setTrustedTime(TrustedTime.Record(moment: moment))
                }
            }
            try store(.start)
            let backup = try Backup.make(folder.files, .daily, now: .start)
            if let there { try store(there) }
            repository.close()
            if there == nil { try folder.files.connect().execute("UPDATE store SET trusted_time = NULL") }
            _ = try Restore.restore(backup, into: folder.files, now: .start)
            let (again, _) = try folder.files.open()
            #expect(try again.read { store throws(StorageFailure) in try store.trustedTime() }?.moment == wanted)
            again.close()
        }
    }

    @Test func overADamagedDatabase() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        let backup = try Backup.make(folder.files, .daily, now: .start)
        repository.close()
        try Data("ruined".utf8).write(to: URL(fileURLWithPath: folder.files.database))
        try Data("its log".utf8).write(to: URL(fileURLWithPath: folder.files.database + "-wal"))
        let report = try Restore.restore(backup, into: folder.files, now: .start)
        #expect(!report.revocationsCarriedOver)
        let kept = try #require(report.replaced)
        #expect(FileManager.default.contents(atPath: kept) == Data("ruined".utf8))
        #expect(FileManager.default.contents(atPath: kept + "-wal") == Data("its log".utf8))
        try checkWhole(folder.files, admitted: [peer.description])
    }

    @Test func intoAnEmptyFolder() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        let backup = try Backup.make(folder.files, .daily, now: .start)
        repository.close()
        let other = try TemporaryFolder()
        let report = try Restore.restore(backup, into: other.files, now: .start)
        #expect(report.replaced == nil && report.revocationsCarriedOver)
        try checkWhole(other.files, admitted: [peer.description])
    }

    /// As root hands it over: opened, and not to be opened by its path.
    @Test func fromAnOpenFile() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let peer = try play.admit().peer
        let backup = try Backup.make(folder.files, .daily, now: .start)
        _ = try play.admit()
        repository.close()
        let (kept, text) = (folder.path + "/kept", folder.path + "/text")
        try FileManager.default.moveItem(atPath: backup, toPath: kept)
        let file: Descriptor? = try Descriptor(opening: kept, O_RDONLY)
        _ = try Restore.restore("/elsewhere/kept", opened: file, into: folder.files, now: .start)
        try checkWhole(folder.files, admitted: [peer.description])
        #expect(try folder.files.connect().integer("SELECT count(*) FROM peers") == 1)
        try Data("no backup at all, just text that is long enough".utf8).write(to: URL(fileURLWithPath: text))
        let opened: Descriptor? = try Descriptor(opening: text, O_RDONLY)
        #expect(throws: StorageFailure.self) {
            do { _ = try Restore.restore("/elsewhere/text", opened: opened, into: folder.files, now: .start) } catch {
                #expect((error as? StorageFailure)?.file == "/elsewhere/text")
                throw error
            }
        }
        #expect(!fileExists(folder.files.restoring + ".given"))
    }

    @Test func whatIsNoBackup() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let before = folder.files.bytes.hashValue
        let (missing, text, songs, newer) = (
            folder.path + "/none", folder.path + "/text", folder.path + "/songs", folder.path + "/newer"
        )
        try Data("no backup at all, just text that is long enough".utf8).write(to: URL(fileURLWithPath: text))
        try Connection(songs, .create).execute("CREATE TABLE songs (title TEXT)")
        try Connection(newer, .create).execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = 99")
        let cases: [(String, StorageFailure.Kind)] = [
            (missing, .missing), (text, .notADatabase), (songs, .foreign), (newer, .newerVersion),
        ]
        for (file, kind) in cases {
            #expect(failure { _ = try Restore.restore(file, into: folder.files, now: .start) }?.kind == kind)
        }
        #expect(folder.files.bytes.hashValue == before)
        #expect(!fileExists(folder.files.restoring))
    }

    /// Killed at each of its writes, a restore leaves the old database or the new one.
    @Test func killedWhileRestoring() throws {
        let prepared = try TemporaryFolder()
        let (repository, play) = try prepared.files.open()
        let old = try play.admit().peer
        let backup = try Backup.make(prepared.files, .daily, now: .start)
        let late = try play.admit().peer
        repository.close()
        var ends: Set<Int64> = []
        for call in 1...2_000 {
            let folder = try prepared.copy()
            let outcome = try Driver(fault: "kill:\(call)").run(["restore", folder.path, backup])
            let connection = try folder.files.connect()
            let epoch = try connection.integer("SELECT epoch FROM store")
            ends.insert(epoch)
            let wanted = epoch == 1 ? [old, late] : [old]
            try checkWhole(folder.files, admitted: wanted.map(\.description))
            guard outcome.wasKilled else {
                print("killed at each of the \(call - 1) writes of a restore")
                break
            }
        }
        #expect(ends == [1, 2])
    }
}
