import Core
import Store

/// What the rules in `Registry` see of the database: values in, values out. The rest of it stands beside, by topic.
struct SQLiteTransaction: Transaction {
    let session: DatabaseSession
    let told: Told

    /// The events of one transaction, gathered to be told of once it is committed.
    final class Told {
        var events: [Event] = []
    }

    init(_ session: DatabaseSession) {
        self.session = session
        told = Told()
    }

    func count<each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value
    ) throws(StorageFailure) -> Int {
        let count = try session.first(query, repeat each values) { row throws(StorageFailure) in try row.integer() }
        return Int(count ?? 0)
    }

    func exists<each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value
    ) throws(StorageFailure) -> Bool {
        try session.first(query, repeat each values) { _ throws(StorageFailure) in true } ?? false
    }

    /// The number that a look-up finds.
    func number<each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value
    ) throws(StorageFailure) -> Int64? {
        try session.first(query, repeat each values) { row throws(StorageFailure) in try row.integer() }
    }

    /// This node's next deed.
    func nextSequence() throws(StorageFailure) -> Int64 {
        guard let last = try number(PeerQuery.lastSequence) else {
            throw StorageFailure(
                .damaged, file: session.file, cause: "it does not know which node it is of", remedy: Remedy.restore)
        }
        try session.run(PeerQuery.setSequence, last + 1)
        return last + 1
    }

    func programError(_ cause: String) -> StorageFailure {
        StorageFailure(
            .programError, file: session.file, cause: cause, remedy: "This is a fault in kith; please report it")
    }
}
