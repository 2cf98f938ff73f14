import API
import Access
import Core
import HTTPMessage
import HTTPServer
import Logging
import Store
import WebAPI
import WebPages

/// Where an answer goes, and what every answer to this request carries.
struct Answering: Sendable {
    let reply: Reply
    var label: Route.Label
    let mint: Authenticator
    /// Whence the request came, once that is known.
    var place = HostAddress.loopback
    /// It takes part in the exchange of nonces.
    let speaksDPoP: Bool
    /// Who asks is a person with a browser, who should be told of errors in words.
    let refusals: RefusalPages?
    let tally: Tally

    func finish(_ response: Response) -> Answer { .response(withNonce(response), route: label.index) }

    func send(_ response: Response) { reply.send(finish(response)) }

    /// What `response` gives or throws. Made on the server's thread: the store's has the next transaction to write.
    func send(making response: @escaping @Sendable () throws -> Response) {
        reply.send(making: {
            do { return finish(try response()) } catch { return finish(self.response(to: error)) }
        })
    }

    func open(_ stream: StreamOpening) { reply.send(.stream(stream, route: label.index)) }

    /// An error becomes HTTP here and nowhere else.
    func response(to error: any Error) -> Response {
        switch error {
        case let problem as Problem: return refusal(problem)
        case let failure as StorageFailure:
            Log.error("the store could not answer", ("cause", failure))
            return refusal(failure.isPassing ? .storeBusy : .storeFailed)
        default:
            Log.error("an answer failed")
            return refusal(.storeFailed)
        }
    }

    private func refusal(_ problem: Problem) -> Response {
        tally.note(problem)
        Log.debug("refused", ("code", LogText.word(problem.code)), ("route", LogText.word(label.rawValue)))
        return refusals?.response(to: problem) ?? problem.response
    }

    /// A refusal for want of credentials carries one too, so that the next attempt can succeed.
    private func withNonce(_ response: Response) -> Response {
        guard speaksDPoP || response.status == .unauthorized else { return response }
        var response = response
        response.fields["DPoP-Nonce"] = mint.freshNonce(for: place)
        return response
    }
}
