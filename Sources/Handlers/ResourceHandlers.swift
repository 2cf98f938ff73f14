import API
import HTTPMessage
import Store

/// What the handlers of each resource share. Each holds only what it needs.
protocol ResourceHandlers: Sendable {
    var repository: any Repository { get }
}

extension ResourceHandlers {
    /// Runs the transaction on the store's thread. When it is committed, makes the answer on the server's.
    func submit<Result: Sendable>(
        _ answering: Answering, _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        then respond: @escaping @Sendable (Result) throws -> Response
    ) {
        repository.submit(work) { outcome in answering.send(making: { try respond(try outcome.get().result) }) }
    }
}

/// What is not there is 404.
func found<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Problem.notFound }
    return value
}
