import Store

/// One connection with its prepared statements. Its holder makes sure that only one thread uses it at a time.
final class DatabaseSession {
    let connection: Connection
    private var prepared: [[Prepared?]] = Topic.allCases.map { Array(repeating: nil, count: $0.queries) }
    /// Set when a pairing became final: its secrets are still in the write-ahead log. Also set at the start, because a
    /// killed process may have left some there.
    var hasRetiredSecrets = true
    var lastCommit = ContinuousClock.now

    /// A box: arrays cannot hold noncopyable values.
    private final class Prepared {
        let statement: Statement
        init(_ statement: consuming Statement) { self.statement = statement }
    }

    init(_ connection: consuming Connection) { self.connection = connection }

    var file: String { connection.file }

    /// Runs a statement without rows. Returns how many rows it changed.
    @discardableResult
    func run<each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value
    ) throws(StorageFailure) -> Int {
        let prepared = try prepare(query)
        defer { prepared.statement.reset() }
        try prepared.statement.bind(repeat each values)
        _ = try prepared.statement.step()
        return connection.changes
    }

    /// Inserts one row and returns its number. RETURNING would do the same with a table in memory.
    func insert<each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value
    ) throws(StorageFailure) -> Int64 {
        try run(query, repeat each values)
        return connection.lastInserted
    }

    /// The first row, or nil.
    func first<Result, each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value, read: (inout Row) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result? {
        let prepared = try prepare(query)
        defer { prepared.statement.reset() }
        try prepared.statement.bind(repeat each values)
        guard try prepared.statement.step() else { return nil }
        var row = Row(of: prepared.statement, file: file)
        return try read(&row)
    }

    /// Every row.
    func all<Result, each Value: Bindable>(
        _ query: some Query, _ values: repeat each Value, read: (inout Row) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> [Result] {
        let prepared = try prepare(query)
        defer { prepared.statement.reset() }
        try prepared.statement.bind(repeat each values)
        var results: [Result] = []
        while try prepared.statement.step() {
            var row = Row(of: prepared.statement, file: file)
            results.append(try read(&row))
        }
        return results
    }

    private func prepare<Q: Query>(_ query: Q) throws(StorageFailure) -> Prepared {
        if let ready = prepared[Q.topic.rawValue][query.rawValue] { return ready }
        let fresh = Prepared(try Statement(query.sql, on: connection))
        prepared[Q.topic.rawValue][query.rawValue] = fresh
        return fresh
    }
}
