public import Core

/// Reads what the store keeps about the node itself.
public protocol NodeReads {
    /// The last stored time. Nil if no agent has run yet.
    func trustedTime() throws(StorageFailure) -> TrustedTime.Record?
    /// Increases when a backup is restored.
    func epoch() throws(StorageFailure) -> Int64
    /// The node whose store this is. Nil if no agent has run yet, or if a backup of another node was restored.
    func thisNode() throws(StorageFailure) -> NodeID?
}

/// Changes what the store keeps about the node itself.
public protocol NodeWrites {
    func setTrustedTime(_ time: TrustedTime.Record) throws(StorageFailure)
    /// Sets the node that performs later writes.
    func setThisNode(_ id: NodeID) throws(StorageFailure)
}
