import Core
import Live
import SQLiteStore
import Store
import Synchronization
import Testing

@testable import Agent

/// The maintenance of a real store, with other capabilities. It counts backups instead of making them.
private final class CountingMaintenance: Maintenance {
    let capabilities: StoreCapabilities
    let backUps = Atomic(0)
    private let real: SQLiteMaintenance

    init(_ folder: String, _ capabilities: StoreCapabilities) {
        real = SQLiteMaintenance(StoreFiles(folder: folder))
        self.capabilities = capabilities
    }

    var place: String { real.place }
    var newestSchema: Int { real.newestSchema }
    var backupPlace: String { real.backupPlace }
    func lock(holder: String) throws(StorageFailure) -> any StoreHold { try real.lock(holder: holder) }
    func lastHolder() -> String? { real.lastHolder() }
    func open(now: Moment) throws(StorageFailure) -> any OpenStore { try real.open(now: now) }
    func size() -> StoreSize { real.size() }
    func examine() throws(StorageFailure) -> StoreExamination { try real.examine() }
    func backups() -> [String] { real.backups() }
    func migrations() throws(StorageFailure) -> [MigrationStatus] { try real.migrations() }
    func migrateUp(now: Moment) throws(StorageFailure) { try real.migrateUp(now: now) }
    func migrateDown(to target: Int, now: Moment) throws(StorageFailure) { try real.migrateDown(to: target, now: now) }

    func backUp(_ occasion: BackupOccasion, now: Moment) throws(StorageFailure) -> String {
        try real.backUp(occasion, now: now)
    }

    func backUpDaily(keep kept: Int, now: Moment) throws(StorageFailure) -> String? {
        backUps.add(1, ordering: .relaxed)
        return nil
    }
}

struct BackupRoundTests {
    /// Each database has its own backups.
    @Test(arguments: [([.backup], 1), ([.restore, .migrateDown], 0)] as [(StoreCapabilities, Int)])
    func theAgentBacksUpWhatItCan(_ capabilities: StoreCapabilities, _ expected: Int) throws {
        let folder = try TemporaryState()
        let maintenance = CountingMaintenance(folder.path, capabilities)
        let store = try maintenance.open(now: Moment(milliseconds: 1_000_000))
        defer { store.close() }
        #expect(MaintenanceRun().run(on: store, NodeClock(nil), maintenance, Limits()))
        #expect(maintenance.backUps.load(ordering: .relaxed) == expected)
    }
}
