public import Roster

/// Reads the circle and its statements.
public protocol StatementReads {
    /// Nil until an agent with this schema has started.
    func circle() throws(StorageFailure) -> CircleRecord?
    /// One for each author.
    func records(of thing: Thing) throws(StorageFailure) -> [Record]
    /// Of any kind.
    func takings(of thing: Thing) throws(StorageFailure) -> [Taking]
    /// By hash, after this one, at most `limit`.
    func records(after hash: StatementHash?, limit: Int) throws(StorageFailure) -> [Signed<Record>]
    func takings(after hash: StatementHash?, limit: Int) throws(StorageFailure) -> [Signed<Taking>]
}

/// Changes the circle and its statements.
public protocol StatementWrites {
    /// Who signs what this transaction says. Nil in a store that keeps no statements.
    var author: StatementAuthor? { get }

    func setCircle(_ circle: CircleRecord) throws(StorageFailure)
    /// In place of the record of the same author and thing.
    func keep(_ record: Signed<Record>) throws(StorageFailure)
    /// In place of the taking of the same author, kind and target.
    func keep(_ taking: Signed<Taking>) throws(StorageFailure)
}
