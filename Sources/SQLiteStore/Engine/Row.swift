internal import CSQLite
import Core
import Store

/// The current row of a statement, read column by column from the left.
///
/// Values that kith never writes mean that the file is damaged, and throw an error.
@safe
struct Row: ~Copyable {
    private let handle: OpaquePointer
    private let file: String
    private var column: Int32 = 0

    init(of statement: borrowing Statement, file: String) {
        unsafe handle = statement.handle
        self.file = file
    }

    mutating func integer() throws(StorageFailure) -> Int64 {
        guard let value = optionalInteger() else { throw damaged() }
        return value
    }

    mutating func optionalInteger() -> Int64? {
        defer { column += 1 }
        return isNull ? nil : unsafe sqlite3_column_int64(handle, column)
    }

    mutating func text() throws(StorageFailure) -> String {
        guard let value = optionalText() else { throw damaged() }
        return value
    }

    mutating func optionalText() -> String? {
        defer { column += 1 }
        guard !isNull, let start = unsafe sqlite3_column_text(handle, column) else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    mutating func optionalBytes() -> [UInt8]? {
        defer { column += 1 }
        guard !isNull else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: count))
    }

    /// A value made from the column. If `make` returns nil, the file is damaged.
    mutating func value<Raw, Value>(_ raw: Raw?, _ make: (Raw) -> Value?) throws(StorageFailure) -> Value {
        guard let raw, let value = make(raw) else { throw damaged() }
        return value
    }

    mutating func optionalValue<Raw, Value>(_ raw: Raw?, _ make: (Raw) -> Value?) throws(StorageFailure) -> Value? {
        guard let raw else { return nil }
        return try value(raw, make)
    }

    func damaged() -> StorageFailure {
        StorageFailure(
            .damaged, file: file, cause: "it holds a value that kith never writes (column \(column))",
            remedy: Remedy.restore)
    }

    private var isNull: Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
}

// Values of Core, as `Bindable` has written them.
extension Row {
    mutating func moment() throws(StorageFailure) -> Moment { Moment(milliseconds: try integer()) }
    mutating func optionalMoment() -> Moment? { optionalInteger().map(Moment.init(milliseconds:)) }
    mutating func identifier<ID: Identifier>() throws(StorageFailure) -> ID { ID(number: try integer()) }
    mutating func optionalIdentifier<ID: Identifier>() -> ID? { optionalInteger().map(ID.init(number:)) }
    mutating func name() throws(StorageFailure) -> Name { Name(trusted: try text()) }
    mutating func optionalName() -> Name? { optionalText().map { Name(trusted: $0) } }

    mutating func word<Word: RawRepresentable<String>>() throws(StorageFailure) -> Word {
        try value(optionalText()) { Word(rawValue: $0) }
    }

    mutating func optionalWord<Word: RawRepresentable<String>>() throws(StorageFailure) -> Word? {
        try optionalValue(optionalText()) { Word(rawValue: $0) }
    }

    mutating func octets() throws(StorageFailure) -> Octets32 { try value(optionalBytes()) { Octets32($0) } }
    mutating func optionalOctets() throws(StorageFailure) -> Octets32? {
        try optionalValue(optionalBytes()) { Octets32($0) }
    }

    mutating func key() throws(StorageFailure) -> PublicKey { PublicKey(try octets()) }
    mutating func hash() throws(StorageFailure) -> SecretHash { SecretHash(try octets()) }
    mutating func optionalHash() throws(StorageFailure) -> SecretHash? { try optionalOctets().map(SecretHash.init) }
    mutating func optionalAddress() throws(StorageFailure) -> HostAddress? {
        try optionalValue(optionalBytes()) { HostAddress($0) }
    }
    mutating func inviter() -> Inviter { optionalInteger().map { .peer(PeerID(number: $0)) } ?? .nodeOperator }
}
