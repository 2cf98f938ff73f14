import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

struct LostDatabaseTests {
    @Test func aLostDatabaseIsNotReplacedByAnEmptyOne() throws {
        let folder = try TemporaryFolder()
        let files = folder.files
        try files.open().repository.close()
        let backup = try Backup.make(files, .byHand, now: .start)
        for suffix in [""] + sidecars { try? FileManager.default.removeItem(atPath: files.database + suffix) }

        let failure = failure { _ = try files.open() }
        #expect(failure?.kind == .missing)
        #expect(failure?.remedy.hasSuffix("kith restore \(backup)") == true)
        #expect(failure?.remedy.contains("move \(files.backups) away") == true)
        #expect(!fileExists(files.database))

        // Both ways out.
        _ = try Restore.restore(backup, into: files, now: .start)
        try files.open().repository.close()
        try FileManager.default.removeItem(atPath: files.database)
        try FileManager.default.moveItem(atPath: files.backups, toPath: files.backups + ".old")
        try files.open().repository.close()
    }

    @Test func theLockNamesTheNodeThatRuns() throws {
        let folder = try TemporaryFolder()
        let lock = try StoreLock(folder.files, holder: "kith pair")
        let failure = failure { _ = try StoreLock(folder.files, holder: "kith agent") }
        withExtendedLifetime(lock) {}
        #expect(
            failure?.description.hasSuffix(
                ": this node already runs: kith pair (pid \(getpid())). Stop it first, or choose another folder with --state."
            ) == true)
    }
}
