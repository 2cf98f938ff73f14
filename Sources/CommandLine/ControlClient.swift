import HTTPClient
import HTTPMessage
import JSON

/// The agent's routes, asked over its control socket.
struct ControlClient {
    let socket: String

    struct Answer {
        let status: Int
        let object: JSONObject

        var code: String { object["code"]?.string ?? "" }
        var detail: String { object["detail"]?.string ?? "the agent answered with status \(status)" }
    }

    /// Nil where nobody answers on the socket.
    func ask(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> Answer? {
        guard let target = Target(path) else { preconditionFailure("a path of our own: \(path)") }
        var request = Request(method, target)
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = Array(JSONValue.object(body).text.utf8)
        }
        let response: Response
        do throws(ClientError) { response = try HTTPClient.send(request, to: .unix(socket)) } catch {
            switch error {
            case .notReachable: return nil
            case .timedOut: throw CommandFailure(.agentNotReachable, "the agent does not answer. Is it overloaded?")
            case .malformed: throw CommandFailure(.failed, "what answers on \(socket) is not a kith agent.")
            }
        }
        let object = response.body.isEmpty ? [:] : (try? JSONValue(parsing: response.body))?.object
        guard let object else { throw CommandFailure(.failed, "what answers on \(socket) is not a kith agent.") }
        return Answer(status: response.status.code, object: object)
    }

    /// The same where an agent must be there.
    func demand(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> Answer {
        guard let answer = try ask(method, path, body) else {
            throw CommandFailure(.agentNotReachable, "no agent answers on \(socket). Start one: kith agent")
        }
        return answer
    }
}
