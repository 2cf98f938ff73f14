import Access
import Core
import Glibc
import HTTPServer
import Settings
import System

// The sockets of an agent: those that were passed to it, and its own for the others.
extension Server {
    /// Returns the port that addresses contain.
    func listenForAll(_ settings: AgentSettings) throws(Agent.StartFailure) -> UInt16 {
        var ports: [UInt16] = []
        for descriptor in settings.sockets.http {
            guard let port = try listen(passed: descriptor, as: "http") else {
                throw .passedSocket("the socket passed as 'http' is a Unix socket. Phones need a TCP port.")
            }
            ports.append(port)
        }
        if let port = ports.first { return port }
        guard !settings.listen.named.isEmpty else {
            do throws(ListenError) { return try listen(port: settings.port) } catch {
                throw .listening("cannot listen on port \(settings.port): \(error.reasonForPort)")
            }
        }
        // The first may take any free port. The others use the same one.
        var port = settings.port
        for address in settings.listen.named {
            do throws(ListenError) { port = try listen(address: address.bytes, port: port) } catch {
                let place = "\(address.authority(port: port)) (\(settings.origins["listen"] ?? "listen"))"
                throw .listening("cannot listen on \(place): \(error.reasonForPort)")
            }
        }
        return port
    }

    func listenForOperators(_ settings: AgentSettings, _ operators: Operators) throws(Agent.StartFailure) {
        if let descriptor = settings.sockets.control {
            // First the group: a caller may already be waiting, and the agent may have been started for it.
            settings.sockets.controlPath.map(operators.admitGroup)
            guard try listen(passed: descriptor, as: "control") == nil else {
                throw .passedSocket(
                    "the socket passed as 'control' is not a Unix socket. Only a Unix socket shows which user connects."
                )
            }
            return
        }
        try makeFolder(ofSocket: settings.controlSocket)
        do throws(ListenError) { try listen(unix: settings.controlSocket) } catch {
            throw .listening(
                "cannot listen on the control socket \(settings.controlSocket): \(error.reasonForControlSocket)")
        }
        operators.admitGroup(ofSocket: settings.controlSocket)
    }

    private func listen(passed descriptor: Int32, as name: String) throws(Agent.StartFailure) -> UInt16? {
        do throws(ListenError) { return try listen(inherited: descriptor) } catch {
            let why =
                switch error {
                case .unfit(let text): text
                case .system(_, let text): "does not work: \(text)"
                case .inUse, .notASocket, .pathTooLong: "does not work: \(error)"
                }
            throw .passedSocket("the socket passed as '\(name)' (descriptor \(descriptor)) \(why).")
        }
    }
}

// What is in the way, and what to do about it.
extension ListenError {
    private static let otherPort = "Choose another with --port, or with 'port =' in kith.conf"
    private static let otherSocket = "Choose another with --socket, or with 'socket =' in kith.conf"

    fileprivate var reasonForPort: String {
        switch self {
        case .inUse:
            "another program uses the port. As root, 'ss -ltnp' shows which. \(Self.otherPort)."
        case .system(EACCES, _): "ports below 1024 need root. \(Self.otherPort)."
        case .system(_, let text): "\(text). \(Self.otherPort)."
        case .unfit(let text): text
        case .notASocket, .pathTooLong: "it is not a port"
        }
    }

    fileprivate var reasonForControlSocket: String {
        switch self {
        case .inUse: "another program listens there, perhaps an agent with another state folder. \(Self.otherSocket)."
        case .notASocket: "there is a file that is not a socket. Remove it if nothing needs it."
        case .pathTooLong: "the path is longer than 107 bytes. \(Self.otherSocket)."
        case .system(_, let text): "\(text). \(Self.otherSocket)."
        case .unfit(let text): text
        }
    }
}

/// Without systemd, nothing else makes the runtime folder.
private func makeFolder(ofSocket path: String) throws(Agent.StartFailure) {
    let folder = Files.folder(of: path)
    guard unsafe mkdir(folder, 0o755) != 0, errno != EEXIST else { return }
    throw .listening("cannot make the folder \(folder): \(SystemError.last.text)")
}
