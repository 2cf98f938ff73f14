import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// No statement reads a table that grows from end to end.
struct QueryPlanTests {
    /// Tables of a handful of rows, made by hand.
    private static let small: Set<Substring> = ["areas", "services", "store", "nodes", "sqlite_sequence"]
    /// Rows that another step of the same statement has found, and a list that came with it.
    private static let given: Set<Substring> = ["(subquery-1)", "json_each"]
    /// An index of only the open pairings: it is never longer than their limit.
    private static let bounded = "USING INDEX pairings_by_open_end"

    @Test func noScans() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let connection = try folder.files.connect()
        for (name, sql) in Self.statements {
            // An INSERT shows the look-ups for rows that wait for it: SQLite only does them when a deferred key is
            // broken, and none is ever deferred. A DELETE does look for rows that point to what it deletes.
            try connection.execute("PRAGMA foreign_keys = \(sql.hasPrefix("DELETE") ? "ON" : "OFF")")
            for step in try connection.plan(sql) where step.contains("SCAN") && !step.hasSuffix(Self.bounded) {
                let table = step.split(separator: " ").dropFirst().first ?? ""
                #expect(Self.small.contains(table) || Self.given.contains(table), "\(name): \(step)")
            }
        }
    }

    /// The check itself can fail.
    @Test func aScanIsSeen() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let plan = try folder.files.connect().plan("SELECT * FROM peers WHERE user_agent = ?")
        #expect(plan.contains { $0.hasPrefix("SCAN peers") })
    }

    private static var statements: [(String, String)] {
        PairingQuery.allCases.map { ("\($0)", $0.sql) } + PeerQuery.allCases.map { ("\($0)", $0.sql) }
            + CredentialQuery.allCases.map { ("\($0)", $0.sql) } + AreaQuery.allCases.map { ("\($0)", $0.sql) }
            + ServiceQuery.allCases.map { ("\($0)", $0.sql) }
            + AppPasswordQuery.allCases.map { ("\($0)", $0.sql) } + StatementQuery.allCases.map { ("\($0)", $0.sql) }
            + EventQuery.allCases.map { ("\($0)", $0.sql) } + StoreQuery.allCases.map { ("\($0)", $0.sql) }
    }
}

extension Connection {
    fileprivate func plan(_ sql: String) throws(StorageFailure) -> [String] {
        let statement = try Statement("EXPLAIN QUERY PLAN " + sql, on: self)
        var steps: [String] = []
        while try statement.step() {
            var row = Row(of: statement, file: file)
            for _ in 0..<3 { _ = row.optionalInteger() }
            steps.append(row.optionalText() ?? "")
        }
        return steps
    }
}
