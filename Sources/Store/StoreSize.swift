public import Core

/// What the files of a store say without being opened.
public struct StoreSize: Hashable, Sendable {
    /// Of the database and its log.
    public let bytes: Int64
    /// Of whatever occasion.
    public let lastBackup: Moment?

    public init(bytes: Int64, lastBackup: Moment?) {
        self.bytes = bytes
        self.lastBackup = lastBackup
    }
}
