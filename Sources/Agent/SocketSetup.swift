import Access
import Core
import Glibc
import HTTPServer
import Settings
import System

// Where an agent listens: on the sockets that were passed to it, and by itself where none was.
extension Server {
    /// Says the port that goes into addresses.
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
        // The first may take any free port; the others then have the same one.
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
            // First the group: somebody may be waiting already, and it may be for them that the agent was started.
            settings.sockets.controlPath.map(operators.admitGroup)
            guard try listen(passed: descriptor, as: "control") == nil else {
                throw .passedSocket(
                    "the socket passed as 'control' is no Unix socket. Nothing else tells who connects.")
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
                case .system(_, let text): "cannot be listened on: \(text)"
                case .inUse, .notASocket, .pathTooLong: "cannot be listened on: \(error)"
                }
            throw .passedSocket("the socket passed as '\(name)' (descriptor \(descriptor)) \(why).")
        }
    }
}

// What stands in the way, and what to do about it.
extension ListenError {
    private static let otherPort = "Choose another with --port, or with 'port =' in kith.conf"
    private static let otherSocket = "Choose another with --socket, or with 'socket =' in kith.conf"

    fileprivate var reasonForPort: String {
        switch self {
        case .inUse:
            "another program has the port; as root, 'ss -ltnp' shows which. \(Self.otherPort)."
        case .system(EACCES, _): "ports this low are root's and the system's. \(Self.otherPort)."
        case .system(_, let text): "\(text). \(Self.otherPort)."
        case .unfit(let text): text
        case .notASocket, .pathTooLong: "it is no port"
        }
    }

    fileprivate var reasonForControlSocket: String {
        switch self {
        case .inUse: "another program listens there, perhaps an agent on another state folder. \(Self.otherSocket)."
        case .notASocket: "a file that is no socket stands there. Remove it, if nothing needs it."
        case .pathTooLong: "the kernel takes no more than 107 bytes. \(Self.otherSocket)."
        case .system(_, let text): "\(text). \(Self.otherSocket)."
        case .unfit(let text): text
        }
    }
}

/// By hand there is no systemd to make the runtime folder.
private func makeFolder(ofSocket path: String) throws(Agent.StartFailure) {
    let folder = Files.folder(of: path)
    guard unsafe mkdir(folder, 0o755) != 0, errno != EEXIST else { return }
    throw .listening("the folder \(folder) cannot be made: \(SystemError.last.text)")
}
