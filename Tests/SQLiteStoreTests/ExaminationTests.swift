import Core
import Foundation
import Rehearsal
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

    @Test func comparesTheTablesWithTheStatements() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        _ = try play.admit()
        #expect(try SQLiteMaintenance(folder.files).examine().rosterDifferences == [])
        repository.close()
        #expect(try SQLiteMaintenance(folder.files).examine().rosterDifferences == [])
        try folder.files.connect().execute("UPDATE permissions SET ended_at = 1 WHERE scope = 'use'")
        let found = try SQLiteMaintenance(folder.files).examine().rosterDifferences
        #expect(found == ["the scopes of 'iPhone': the tables and the statements differ"])
    }

    @Test func readsAClosedStoreAndMakesNoFile() throws {
        let folder = try TemporaryFolder()
        try StoreFiles(folder: folder.path).open().repository.close()
        let before = try contents(folder)
        #expect(before["kith.db-wal"] == nil)
        #expect(try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine().schema == Migrator().newest)
        #expect(try contents(folder) == before)
    }

    @Test func namesTheDevicesAndWhereTheyWerePaired() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try StoreFiles(folder: folder.path).open()
        var device = Device.fresh()
        device.nodeAddress = HostAddress([192, 168, 1, 20])
        let peer = try play.admit(device)
        var further = Device.fresh()
        further.nodeAddress = HostAddress([192, 168, 1, 21])
        _ = try play.admit(further, PairingTerms(peer: peer.peer))
        let revoked = try play.admit(.fresh()).peer
        _ = try repository.write { store throws(StorageFailure) in
            try store.revokePeer(revoked, by: .nodeOperator, now: .start)
        }
        let guest = try play.admit(.fresh(), PairingTerms(passLength: .hours(4)))
        repository.close()
        let found = try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine()
        #expect(
            found.devices == [
                ExaminedDevice(
                    name: peer.name.text, expiresAt: nil, nodeAddresses: [device.nodeAddress, further.nodeAddress]),
                ExaminedDevice(name: guest.name.text, expiresAt: .start + .hours(4), nodeAddresses: [nil]),
            ])
    }

    @Test func aMissingStoreIsNotMade() throws {
        let folder = try TemporaryFolder()
        #expect(failure { _ = try SQLiteMaintenance(StoreFiles(folder: folder.path)).examine() } != nil)
        #expect(try contents(folder).isEmpty)
    }
}
