/// The store could not do it, and changed nothing: what file, what happened, and the way out.
public struct StorageFailure: Error, Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Another process holds the database; worth another try.
        case busy
        case diskFull
        case readOnly
        /// The disk reported an error.
        case inputOutput
        case damaged
        case notADatabase
        /// A database, but of another program.
        case foreign
        case newerVersion
        case missing
        case notPermitted
        /// Another agent, migration or restore has it.
        case locked
        /// `kith adopt` has moved the node to another folder.
        case moved
        case migration
        case backup
        case outOfMemory
        /// kith itself did something wrong.
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

    /// Worth another try by itself, without anybody doing something.
    public var isPassing: Bool { kind == .busy }
}

extension StorageFailure: CustomStringConvertible {
    public var description: String { kind == .moved ? "\(cause). \(remedy)" : "\(file): \(cause). \(remedy)" }
}
