internal import CSQLite
import Store

/// One prepared statement. Finalised when its owner releases it.
@safe
struct Statement: ~Copyable {
    let handle: OpaquePointer
    private let file: String

    init(_ sql: String, on connection: borrowing Connection) throws(StorageFailure) {
        var prepared: OpaquePointer?
        let keeps = UInt32(SQLITE_PREPARE_PERSISTENT)
        try connection.check(unsafe sqlite3_prepare_v3(connection.handle, sql, -1, keeps, &prepared, nil))
        guard let prepared = unsafe prepared else { preconditionFailure("an empty statement") }
        unsafe handle = prepared
        file = connection.file
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Binds all values, in order.
    func bind<each Value: Bindable>(_ values: repeat each Value) throws(StorageFailure) {
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            let code = value.bind(to: self, at: index)
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    /// Whether there is a row to read.
    func step() throws(StorageFailure) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    /// Call it after every use: a statement that is not reset keeps a read transaction open.
    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    func bindText(_ bytes: borrowing Span<UInt8>, at index: Int32) -> Int32 {
        unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe kith_sqlite3_bind_text(handle, index, start, Int32(buffer.count))
        }
    }

    func bindBlob(_ bytes: borrowing Span<UInt8>, at index: Int32) -> Int32 {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe kith_sqlite3_bind_blob(handle, index, buffer.baseAddress, Int32(buffer.count))
        }
    }

    private func failure(_ code: Int32) -> StorageFailure {
        unsafe storageFailure(code: code, on: sqlite3_db_handle(handle), file: file)
    }
}
