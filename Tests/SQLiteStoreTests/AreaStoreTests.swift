import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// Areas and services across a restore, a migration, and another form of names.
struct AreaStoreTests {
    private let media = AreaID(number: 7)
    private let films = ServiceID(number: 8)
    private let photos = ServiceID(number: 9)

    private func fill(_ repository: SQLiteRepository) throws {
        let services = [
            Service(id: films, name: try Name("Films"), url: try ServiceURL("http://nas:8096/web?a=b")),
            Service(id: photos, name: try Name("Photos"), url: try ServiceURL("https://[fd00::1]")),
        ]
        let (name, home) = (try Name("Media"), try Name("Home"))
        let media = media
        _ = try repository.write { store throws(StorageFailure) in
            _ = try store.createArea(Area(id: media, name: name), now: .start)
            for service in services {
                _ = try store.addService(service, to: [media], by: .nodeOperator, now: .start)
            }
            _ = try store.makeDefaultArea(named: home, id: AreaID(number: 10), now: .start)
        }
    }

    private func areas(_ repository: SQLiteRepository) throws -> [Area] {
        try repository.read { store throws(StorageFailure) in try store.areas() }
    }

    /// What an operator closed since the backup stays closed.
    @Test func aRestoreOpensNothing() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        try fill(repository)
        let peer = try play.admit(.fresh(), PairingTerms(areas: [media])).peer
        let backup = try Backup.make(folder.files, .daily, now: .start)
        let (media, films) = (media, films)
        _ = try repository.write { store throws(StorageFailure) in
            try store.changeArea(
                media, AreaChange(enabling: .set(false), services: [films]), by: .nodeOperator, now: .start)
        }
        repository.close()
        _ = try Restore.restore(backup, into: folder.files, now: .start + .hours(1))
        let (again, _) = try folder.files.open()
        let area = try #require(try areas(again).first { $0.id == media })
        #expect(!area.isEnabled && area.services == [films])
        let members = try again.read { store throws(StorageFailure) in try store.areas(of: peer) }
        #expect(members == [media])
        again.close()
    }

    /// A backup from before the default area does not bring back one that was deleted.
    @Test func aDefaultAreaThatWasDeletedStaysDeleted() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        let backup = try Backup.make(folder.files, .daily, now: .start)
        try fill(repository)
        _ = try repository.write { store throws(StorageFailure) in
            try store.removeArea(AreaID(number: 10), by: .nodeOperator, now: .start)
        }
        repository.close()
        _ = try Restore.restore(backup, into: folder.files, now: .start + .hours(1))
        let (again, _) = try folder.files.open()
        let home = try Name("Home")
        let made = try again.write { store throws(StorageFailure) in
            try store.makeDefaultArea(named: home, id: fresh(), now: .start)
        }.result
        #expect(made == nil)
        #expect(try areas(again) == [])
        again.close()
    }

    /// An older kith keeps the services, and a newer one finds them by their addresses again.
    @Test func downAndUpAgain() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        try fill(repository)
        let before = try areas(repository)
        let services = try repository.read { store throws(StorageFailure) in try store.services() }
        repository.close()
        let connection = try openDatabase(folder.files.database, newest: Migration.all.count)
        try Migrator(Migration.all).migrateDown(connection, to: 3)
        #expect(try connection.texts("SELECT url FROM services ORDER BY id") == services.map(\.url.description))
        try Migrator(Migration.all).migrateUp(connection, now: .start)
        let (again, _) = try folder.files.open()
        #expect(try areas(again) == before)
        for service in services {
            let found = try again.read { store throws(StorageFailure) in try store.service(at: service.url.origin) }
            #expect(found == service)
        }
        again.close()
        try checkWhole(folder.files)
    }

    @Test func aServiceIsFoundAfterTheFormHasChanged() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        try fill(repository)
        repository.close()
        try folder.files.connect().execute("UPDATE services SET name_folded = 'old ' || name")
        let (again, _) = try folder.files.open()
        let name = try Name("FILMS")
        let found = try again.read { store throws(StorageFailure) in try store.service(named: name) }
        #expect(found?.id == films)
        again.close()
    }

    /// A URL that no version wrote means that the file is damaged.
    @Test func aURLThatKithNeverWrites() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        try fill(repository)
        repository.close()
        try folder.files.connect().execute("UPDATE services SET url = 'javascript:alert(1)' WHERE id = 8")
        let (again, _) = try folder.files.open()
        let failure = failure { _ = try again.read { store throws(StorageFailure) in try store.services() } }
        #expect(failure?.kind == .damaged)
        again.close()
    }
}
