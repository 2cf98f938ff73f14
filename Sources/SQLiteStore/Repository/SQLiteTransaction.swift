import Core
import Store

/// The database as the rules in `Store` see it: values in, values out. The other parts are in files by topic.
struct SQLiteTransaction: Transaction {
    let session: DatabaseSession
    let written: WrittenEvents
    let author: StatementAuthor?

    /// The events of one transaction, which are published after the commit.
    final class WrittenEvents {
        var events: [Event] = []
    }

    init(_ session: DatabaseSession, author: StatementAuthor? = nil) {
        self.session = session
        self.author = author
        written = WrittenEvents()
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

    /// This node's next sequence number.
    func nextSequence() throws(StorageFailure) -> Int64 {
        guard let last = try number(PeerQuery.lastSequence) else {
            throw StorageFailure(
                .damaged, file: session.file, cause: "it does not say which node it belongs to", remedy: Remedy.restore)
        }
        try session.run(PeerQuery.setSequence, last + 1)
        return last + 1
    }

    func programError(_ cause: String) -> StorageFailure {
        StorageFailure(
            .programError, file: session.file, cause: cause, remedy: "This is a fault in kith. Please report it")
    }
}
