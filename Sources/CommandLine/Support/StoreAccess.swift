import Store

/// Runs `body` while no agent and no other command uses the store.
func withLock<Result>(
    _ places: Places, _ holder: String, _ body: () throws(StorageFailure) -> Result
) throws(CommandFailure) -> Result {
    try failing { () throws(StorageFailure) in
        let lock = try places.store.lock(holder: holder)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }
}

/// A failure of the store, as a failure of the command.
func failing<Result>(_ body: () throws(StorageFailure) -> Result) throws(CommandFailure) -> Result {
    do throws(StorageFailure) { return try body() } catch {
        throw CommandFailure(error)
    }
}

extension CommandFailure {
    init(_ failure: StorageFailure) {
        self.init([.locked, .moved].contains(failure.kind) ? .refused : .failed, failure.description)
    }
}

/// Refuses a command that the engine of the store cannot run.
func require(
    _ capability: StoreCapabilities, of capabilities: StoreCapabilities, for command: String
) throws(CommandFailure) {
    guard capabilities.contains(capability) else {
        throw CommandFailure(.refused, "\(command) does not work with this database. Use the database's own tools.")
    }
}

/// For the help of the commands that use it.
let whoRootBecomes = """
    When root runs this command on a state folder of another user, it runs as that user, so that the files belong to the \
    owner of the folder.
    """
