public import Core

/// What is known about the files of a store without opening it.
public struct StoreSize: Hashable, Sendable {
    /// Bytes of the database and its log.
    public let bytes: Int64
    /// The newest backup of any occasion.
    public let lastBackup: Moment?

    public init(bytes: Int64, lastBackup: Moment?) {
        self.bytes = bytes
        self.lastBackup = lastBackup
    }
}
