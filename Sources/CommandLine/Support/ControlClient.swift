import Console
import Glibc
import HTTPClient
import HTTPMessage
import JSON
import Store
import System

/// The agent's routes, over its control socket.
struct ControlClient {
    let socket: String
    /// The users whose agent is trusted. Nil for any.
    var trusted: Set<UInt32>?
    /// The node that is meant. Nil if only a socket was named.
    var node: Places?
    /// The time limit of a response.
    var patience: Duration = .seconds(10)

    struct APIResponse {
        let status: Int
        let object: JSONObject

        var code: String { object["code"]?.string ?? "" }
        var detail: String { object["detail"]?.string?.cleaned ?? "the agent answered with status \(status)" }
        /// The store is busy, or the agent is about to stop: try again. Waiting does not help if the node lacks
        /// something.
        var isPassing: Bool { status == 503 && code != "no_lan_address" }

        /// How a command ends with this answer: a node that cannot save has not refused anything.
        var failure: CommandFailure { CommandFailure(code == "store_failed" ? .failed : .refused, detail.asError) }
    }

    /// A page of peers, and all services with their areas, are larger than any request.
    private static let limits = JSONLimits(bytes: 1 << 22, depth: 16, values: 400_000)
    /// A person at a screen notices anything longer.
    private static let patienceAtScreen: Duration = .seconds(3)

    /// Returns nil if nobody answers on the socket.
    func ask(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> APIResponse? {
        do throws(ClientError) { return try send(method, path, body, within: patience) } catch {
            switch error {
            case .notPermitted: throw mayNot
            case .foreign(let user): throw foreign(user)
            case .notReachable: return nil
            case .timedOut:
                throw CommandFailure(.agentNotReachable, silence)
            case .malformed: throw stranger
            }
        }
    }

    /// The same in the middle of a dialogue: returns nil also if the response is late, because the agent may be
    /// restarting.
    func askNow(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> APIResponse? {
        do throws(ClientError) { return try send(method, path, body, within: Self.patienceAtScreen) } catch {
            switch error {
            case .notReachable, .notPermitted, .timedOut: return nil
            case .foreign(let user): throw foreign(user)
            case .malformed: throw stranger
            }
        }
    }

    /// The same if an agent is required.
    func demand(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> APIResponse {
        guard let answer = try ask(method, path, body) else {
            throw CommandFailure(.agentNotReachable, absence)
        }
        return answer
    }

    /// The same if any error response ends the command, with the agent's text.
    func object(_ method: Method, _ path: String, _ body: JSONObject? = nil) throws(CommandFailure) -> JSONObject {
        let answer = try demand(method, path, body)
        guard (200..<300).contains(answer.status) else { throw answer.failure }
        return answer.object
    }

    /// The events after a number, as they happen. Returns nil if nobody answers in time.
    func events(after last: Int64) throws(CommandFailure) -> EventAnswer? {
        let request = Request(.get, path("/v1/events?after=\(last)"), fields: ["Accept": "text/event-stream"])
        do throws(ClientError) {
            return try HTTPClient.events(
                request, from: .unix(socket, servedBy: trusted), timeout: Self.patienceAtScreen)
        } catch {
            switch error {
            case .notPermitted: throw mayNot
            case .foreign(let user): throw foreign(user)
            case .notReachable, .timedOut: return nil
            case .malformed: throw stranger
            }
        }
    }

    private func send(
        _ method: Method, _ path: String, _ body: JSONObject?, within timeout: Duration
    ) throws(ClientError) -> APIResponse {
        var request = Request(method, self.path(path))
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = Array(JSONValue.object(body).text.utf8)
        }
        let response = try HTTPClient.send(request, to: .unix(socket, servedBy: trusted), timeout: timeout)
        let object = response.body.isEmpty ? [:] : (try? JSONValue(parsing: response.body, limits: Self.limits))?.object
        guard let object else { throw .malformed }
        return APIResponse(status: response.status.code, object: object)
    }

    private func path(_ text: String) -> Target {
        guard let target = Target(text) else { preconditionFailure("a path of our own: \(text)") }
        return target
    }

    /// Why nobody answers, as far as it can be known, and what to do.
    private var absence: String {
        let fact = "no agent answers on \(socket)."
        // The system's service, where it is installed and its socket is meant.
        if isOfSystem, SystemUnit.isInstalled() { return "\(fact) Start it: sudo systemctl start kith" }
        guard let node else { return "\(fact) Start one: kith agent" }
        let options = node.named.contains("--state") ? " --state \(node.stateFolder.asShellWord)" : ""
        let hasDatabase = Files.exists(node.store.place)
        if !hasDatabase || Files.exists(node.stateFolder + "/moved") {
            do throws(StorageFailure) { _ = try node.store.migrations() } catch {
                if error.kind == .moved { return error.description }
            }
        }
        guard hasDatabase else { return "\(fact) There is no node yet. To begin: kith pair\(options)" }
        return "\(fact) To start the node: kith pair\(options)"
    }

    /// The agent accepts connections and does not answer. Only the service has its log in the journal.
    var silence: String {
        let fact = "the agent on \(socket) does not answer in time."
        return isOfSystem && SystemUnit.isInstalled()
            ? "\(fact) Its log may say why: journalctl -u kith"
            : "\(fact) What it printed may say why. Stop it and start it again."
    }

    private var isOfSystem: Bool { socket == "/run/kith/control.sock" }

    private var wayIn: String {
        isOfSystem
            ? operatorsWayIn
            : "Use sudo, or run the command as the user that runs the agent."
    }

    /// Without the service there is no group of operators.
    private var operatorsWayIn: String {
        guard let file = try? Files.status(socket, followingLinks: false), file.group == 0 else {
            return "Use sudo, or become an operator and log in again: sudo usermod -aG kith \(User.current.shellName)"
        }
        return "Use sudo."
    }

    private var mayNot: CommandFailure {
        CommandFailure(
            .refused,
            """
            permission denied on \(socket): only root and operators may use it. \(wayIn)
            """)
    }

    /// Nothing was sent there: commands contain secrets of the node, and the command would trust the response.
    private func foreign(_ user: UInt32) -> CommandFailure {
        CommandFailure(
            .failed,
            """
            \(socket) is served by \(User(id: user).description), and not by you, root or the kith service. Name the right \
            socket with --socket, or run the command as that user.
            """)
    }

    private var stranger: CommandFailure {
        CommandFailure(.failed, "the program on \(socket) is not a kith agent. Name the right socket with --socket.")
    }
}

// Ids come from the agent, and are returned to it unchanged.

func pairingPath(_ id: String) -> String { "/v1/pairings/\(PercentEncoding.encode(id))" }
func peerPath(_ id: String) -> String { "/v1/peers/\(PercentEncoding.encode(id))" }
