import Core
import Foundation
import Store
import Testing

@testable import SQLiteStore

@Suite struct ExaminationTests {
    /// Names and contents.
    private func contents(_ folder: TemporaryFolder) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, FileManager.default.contents(atPath: "\(folder.path)/\($0)") ?? Data())
            })
    }

    @Test func readsAStoreInUseAndChangesNothing() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try StoreFiles(folder: folder.path).open(signing: false)
        let before = try contents(folder)
        #expect(before["kith.db-wal"] != nil)
        let found = try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine()
        #expect(found.schema == Migrator().newest)
        #expect(try contents(folder) == before)
        repository.close()
    }

    @Test func readsAClosedStoreAndMakesNoFile() throws {
        let folder = try TemporaryFolder()
        try StoreFiles(folder: folder.path).open().repository.close()
        let before = try contents(folder)
        #expect(before["kith.db-wal"] == nil)
        #expect(try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine().schema == Migrator().newest)
        #expect(try contents(folder) == before)
    }

    @Test func aMissingStoreIsNotMade() throws {
        let folder = try TemporaryFolder()
        #expect(failure { _ = try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine() } != nil)
        #expect(try contents(folder).isEmpty)
    }
}
