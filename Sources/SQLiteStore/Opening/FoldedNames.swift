import Core
import Store

/// The stored forms in which names are compared.
///
/// They come from the kith that wrote them. Another kith, or a Swift with newer Unicode tables, may compute other forms,
/// and would not find a name under the old one.
enum FoldedNames {
    private struct Change {
        let id: Int64
        let folded: String
    }

    private static let tables = [
        (name: "peers", live: "ended_at IS NULL"), (name: "persons", live: "TRUE"), (name: "areas", live: "TRUE"),
        (name: "services", live: "TRUE"),
    ]

    /// Computes the forms again, and stores those that differ. Reads every live name; a store that is up to date is not
    /// written.
    ///
    /// Two names that differed may now be the same. Both peers, areas or services then stay as they are, and the second
    /// keeps its old form until it is renamed. Two persons become one, so that revoking that person revokes the devices
    /// of both.
    static func refresh(_ connection: borrowing Connection) throws(StorageFailure) {
        for table in tables {
            let changes = try changes(connection, table.name, where: table.live)
            guard !changes.isEmpty else { continue }
            do throws(StorageFailure) {
                try connection.execute("BEGIN IMMEDIATE")
                for change in changes { try apply(change, to: table.name, connection) }
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try? connection.execute("ROLLBACK") }
                throw error
            }
        }
    }

    private static func changes(
        _ connection: borrowing Connection, _ table: String, where isLive: String
    ) throws(StorageFailure) -> [Change] {
        let select = try Statement(
            "SELECT id, name, name_folded FROM \(table) WHERE \(isLive) ORDER BY id", on: connection)
        var changes: [Change] = []
        while try select.step() {
            var row = Row(of: select, file: connection.file)
            let (id, name, stored) = (try row.integer(), try row.name(), try row.text())
            let folded = name.folded
            // Strings are equal if their canonical forms are. The index compares bytes.
            if !stored.utf8.elementsEqual(folded.utf8) { changes.append(Change(id: id, folded: folded)) }
        }
        return changes
    }

    private static func apply(
        _ change: Change, to table: String, _ connection: borrowing Connection
    ) throws(StorageFailure) {
        let update = try Statement("UPDATE OR IGNORE \(table) SET name_folded = ? WHERE id = ?", on: connection)
        try update.bind(change.folded, change.id)
        _ = try update.step()
        guard connection.changes == 0, table == "persons" else { return }
        let move = try Statement(
            "UPDATE peers SET person = (SELECT id FROM persons WHERE name_folded = ?) WHERE person = ?",
            on: connection)
        try move.bind(change.folded, change.id)
        _ = try move.step()
        let delete = try Statement("DELETE FROM persons WHERE id = ?", on: connection)
        try delete.bind(change.id)
        _ = try delete.step()
    }
}
