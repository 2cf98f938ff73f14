/// The store could not do something, and changed nothing: which file, what happened, what to do.
public struct StorageFailure: Error, Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Another process holds the database. Trying again may help.
        case busy
        case diskFull
        case readOnly
        /// The disk reported an error.
        case inputOutput
        case damaged
        case notADatabase
        /// A database of another program.
        case foreign
        case newerVersion
        case missing
        case notPermitted
        /// Another agent, migration or restore holds the lock.
        case locked
        /// `kith adopt` has moved the node to another folder.
        case moved
        case migration
        case backup
        case outOfMemory
        /// There is no higher number for a statement.
        case exhausted
        /// A fault in kith.
        case programError
    }

    public let kind: Kind
    public let file: String
    public let cause: String
    public let remedy: String

    public init(_ kind: Kind, file: String, cause: String, remedy: String) {
        self.kind = kind
        self.file = file
        self.cause = cause
        self.remedy = remedy
    }

    /// Whether trying again may help, without any action of an operator.
    public var isPassing: Bool { kind == .busy }
}

extension StorageFailure: CustomStringConvertible {
    public var description: String { kind == .moved ? "\(cause). \(remedy)" : "\(file): \(cause). \(remedy)" }
}
