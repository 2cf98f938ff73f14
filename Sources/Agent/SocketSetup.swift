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
                throw .socket(.passedUnixSocket)
            }
            ports.append(port)
        }
        if let port = ports.first { return port }
        guard !settings.listen.named.isEmpty else {
            do throws(ListenError) { return try listen(port: settings.port) } catch {
                throw .socket(.port("port \(settings.port)", error))
            }
        }
        // The first may take any free port. The others use the same one.
        var port = settings.port
        for address in settings.listen.named {
            do throws(ListenError) { port = try listen(address: address.bytes, port: port) } catch {
                let place = "\(address.authority(port: port)) (\(settings.origins["listen"] ?? "listen"))"
                throw .socket(.port(place, error))
            }
        }
        return port
    }

    func listenForOperators(_ settings: AgentSettings, _ operators: Operators) throws(Agent.StartFailure) {
        if let descriptor = settings.sockets.control {
            // First the group: a caller may already be waiting, and the agent may have been started for it.
            settings.sockets.controlPath.map(operators.admitGroup)
            guard try listen(passed: descriptor, as: "control") == nil else {
                throw .socket(.passedTCPSocket)
            }
            return
        }
        try makeFolder(ofSocket: settings.controlSocket)
        do throws(ListenError) { try listen(unix: settings.controlSocket) } catch {
            throw .socket(.controlSocket(settings.controlSocket, error))
        }
        operators.admitGroup(ofSocket: settings.controlSocket)
    }

    private func listen(passed descriptor: Int32, as name: String) throws(Agent.StartFailure) -> UInt16? {
        do throws(ListenError) { return try listen(inherited: descriptor) } catch {
            throw .socket(.passed(name, descriptor: descriptor, error))
        }
    }
}

/// Without systemd, nothing else makes the runtime folder.
private func makeFolder(ofSocket path: String) throws(Agent.StartFailure) {
    let folder = Files.folder(of: path)
    guard unsafe mkdir(folder, 0o755) != 0, errno != EEXIST else { return }
    throw .socket(.folder(folder, .last))
}
