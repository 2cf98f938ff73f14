public import Core

/// Reads what the store keeps of the node itself.
public protocol NodeReads {
    /// As it was last stored. Nil if no agent has run yet.
    func trustedTime() throws(StorageFailure) -> TrustedTime.Record?
    /// Moves on when a backup is restored.
    func epoch() throws(StorageFailure) -> Int64
}

/// Changes what the store keeps of the node itself.
public protocol NodeWrites {
    func setTrustedTime(_ time: TrustedTime.Record) throws(StorageFailure)
    /// The node that performs what is written from now on.
    func setThisNode(_ id: NodeID) throws(StorageFailure)
}
