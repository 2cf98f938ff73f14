import API
import HTTPMessage
import Store

/// What the handlers of all resources share. Each handler has only what it needs.
protocol ResourceHandlers: Sendable {
    var repository: any Repository { get }
}

extension ResourceHandlers {
    /// Runs the transaction on the store's thread. After the commit, makes the response on the server's thread.
    func submit<Result: Sendable>(
        _ answering: Answering, _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        then respond: @escaping @Sendable (Result) throws -> Response
    ) {
        repository.submit(work) { outcome in answering.send(making: { try respond(try outcome.get().result) }) }
    }
}

/// Throws 404 for nil.
func found<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Problem.notFound }
    return value
}
