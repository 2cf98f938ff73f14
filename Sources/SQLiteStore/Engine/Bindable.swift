internal import CSQLite
import Core

/// A value for a `?` in a statement.
protocol Bindable {
    /// Returns SQLite's code.
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32
}

extension Int64: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(statement.handle, index, self)
    }
}

extension Int: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        Int64(self).bind(to: statement, at: index)
    }
}

extension Bool: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        Int64(self ? 1 : 0).bind(to: statement, at: index)
    }
}

extension String: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        statement.bindText(utf8Span.span, at: index)
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { statement.bindBlob(span, at: index) }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: unsafe sqlite3_bind_null(statement.handle, index)
        }
    }
}

// Values of Core, each in its stored form.

extension Moment: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        milliseconds.bind(to: statement, at: index)
    }
}

extension Name: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { text.bind(to: statement, at: index) }
}

extension Octets32: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { bytes.bind(to: statement, at: index) }
}

extension SecretHash: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { octets.bind(to: statement, at: index) }
}

extension PublicKey: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { octets.bind(to: statement, at: index) }
}

extension HostAddress: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { bytes.bind(to: statement, at: index) }
}

/// NULL means an operator.
extension Inviter: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        switch self {
        case .nodeOperator: unsafe sqlite3_bind_null(statement.handle, index)
        case .peer(let peer): peer.bind(to: statement, at: index)
        }
    }
}

extension PeerID: Bindable {}
extension PairingID: Bindable {}
extension AreaID: Bindable {}
extension ServiceID: Bindable {}
extension NodeID: Bindable {}

extension Identifier {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 { number.bind(to: statement, at: index) }
}
