import Core
import Roster
import Store

extension SQLiteTransaction {
    func circle() throws(StorageFailure) -> CircleRecord? {
        try session.first(StatementQuery.circle) { row throws(StorageFailure) in
            CircleRecord(
                id: CircleID(try row.octets()), founder: NodeKey(try row.octets()),
                salt: try row.value(row.optionalBytes()) { Octets16($0) }, saidEpoch: row.optionalInteger())
        }
    }

    func records(of thing: Thing) throws(StorageFailure) -> [Record] {
        try session.all(
            StatementQuery.recordsOf, Int(thing.kind.rawValue), Int64(bitPattern: thing.local), thing.key.octets
        ) {
            row throws(StorageFailure) in try readRecord(&row)
        }
    }

    func takings(of thing: Thing) throws(StorageFailure) -> [Taking] {
        try session.all(
            StatementQuery.takingsOf, Int(thing.kind.rawValue), Int64(bitPattern: thing.local), thing.key.octets
        ) {
            row throws(StorageFailure) in try readTaking(&row)
        }
    }

    func records(after hash: StatementHash?, limit: Int) throws(StorageFailure) -> [Signed<Record>] {
        try session.all(StatementQuery.recordsAfter, hash?.octets.bytes ?? [], limit) { row throws(StorageFailure) in
            try readSigned(&row) { try? Record(bytes: $0) }
        }
    }

    func takings(after hash: StatementHash?, limit: Int) throws(StorageFailure) -> [Signed<Taking>] {
        try session.all(StatementQuery.takingsAfter, hash?.octets.bytes ?? [], limit) { row throws(StorageFailure) in
            try readSigned(&row) { try? Taking(bytes: $0) }
        }
    }

    func setCircle(_ circle: CircleRecord) throws(StorageFailure) {
        try session.run(
            StatementQuery.setCircle, circle.id.octets, circle.founder.octets, circle.salt.bytes, circle.saidEpoch)
    }

    func keep(_ record: Signed<Record>) throws(StorageFailure) {
        let (thing, author) = (record.held.statement.thing, record.held.statement.author)
        let (kind, local) = (Int(thing.kind.rawValue), Int64(bitPattern: thing.local))
        try session.run(StatementQuery.dropRecord, kind, local, thing.key.octets, author.octets)
        try session.run(
            StatementQuery.insertRecord, kind, local, thing.key.octets, author.octets, record.held.hash.octets,
            record.bytes, record.signature)
    }

    func keep(_ taking: Signed<Taking>) throws(StorageFailure) {
        let statement = taking.held.statement
        let thing = statement.target.thing
        let (thingKind, local) = (Int(thing.kind.rawValue), Int64(bitPattern: thing.local))
        let (kind, author) = (Int(statement.kind.rawValue), statement.author.octets)
        try session.run(
            StatementQuery.dropTaking, thingKind, local, thing.key.octets, kind, statement.target.detail, author,
            taking.held.hash.octets)
        try session.run(
            StatementQuery.insertTaking, thingKind, local, thing.key.octets, kind, statement.target.detail, author,
            Int64(statement.generation.number), taking.held.hash.octets, taking.bytes, taking.signature)
    }
}

private func readRecord(_ row: inout Row) throws(StorageFailure) -> Record {
    try row.value(row.optionalBytes()) { try? Record(bytes: $0) }
}

private func readTaking(_ row: inout Row) throws(StorageFailure) -> Taking {
    try row.value(row.optionalBytes()) { try? Taking(bytes: $0) }
}

private func readSigned<Statement>(
    _ row: inout Row, _ read: ([UInt8]) -> Statement?
) throws(StorageFailure) -> Signed<Statement> {
    let hash = StatementHash(try row.octets())
    let bytes = row.optionalBytes() ?? []
    let statement = try row.value(bytes, read)
    return Signed(Held(statement, hash: hash), bytes: bytes, signature: row.optionalBytes() ?? [])
}
