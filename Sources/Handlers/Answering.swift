import API
import Access
import Core
import HTTPMessage
import HTTPServer
import Logging
import Store
import WebAPI
import WebPages

/// Where the response to a request goes, and what every response to it contains.
struct Answering: Sendable {
    let reply: Reply
    var label: Route.Label
    let mint: Authenticator
    /// The source of the request, when it is known.
    var place = HostAddress.loopback
    /// Whether the caller is on the control socket, so that it may read why the store failed.
    var isOperator = false
    /// Whether the client uses nonces.
    let speaksDPoP: Bool
    /// The pages for errors, if the client is a browser that shows a page.
    let refusals: Refusals
    let tally: Tally

    func finish(_ response: consuming Response) -> Answer {
        // A refusal without valid credentials carries a nonce too, so that the next attempt can succeed.
        if speaksDPoP || response.status == .unauthorized {
            response.fields["DPoP-Nonce"] = mint.freshNonce(for: place)
        }
        return .response(response, route: label.index)
    }

    func send(_ response: Response) { reply.send(finish(response)) }

    /// Sends the result or the error of `response`. It runs on the server's thread: that of the store has the next
    /// transaction to write.
    func send(making response: @escaping @Sendable () throws -> Response) {
        reply.send(making: {
            do { return finish(try response()) } catch { return finish(self.response(to: error)) }
        })
    }

    func open(_ stream: StreamOpening) { reply.send(.stream(stream, route: label.index)) }

    /// The only place where an error becomes HTTP.
    func response(to error: any Error) -> Response {
        switch error {
        case let problem as Problem: return refusal(problem)
        case let failure as StorageFailure:
            Log.error("the store failed", ("cause", failure))
            guard !failure.isPassing else { return refusal(.storeBusy) }
            return refusal(isOperator ? .storeFailed(because: failure.explained) : .storeFailed)
        default:
            Log.error("a request failed")
            return refusal(.storeFailed)
        }
    }

    private func refusal(_ problem: Problem) -> Response {
        tally.note(problem)
        Log.debug("refused", ("code", LogText.word(problem.code)), ("route", LogText.word(label.rawValue)))
        return refusals.pages?.response(to: problem) ?? problem.response
    }
}

extension StorageFailure {
    /// What happened and what to do, for an operator.
    fileprivate var explained: String {
        let remedy =
            remedy.hasSuffix("Nothing was changed") ? String(remedy.dropLast(". Nothing was changed".count)) : remedy
        switch kind {
        case .diskFull: return "The disk that holds \(file) is full. Free some space."
        case .readOnly: return "\(file) can only be read. \(remedy)."
        default: return "\(file): \(cause). \(remedy)."
        }
    }
}
