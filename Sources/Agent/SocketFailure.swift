import Glibc
public import HTTPServer
public import System

/// Why an agent cannot listen.
public enum SocketFailure: Error, Equatable {
    /// For devices: the port, or an address with the setting that names it.
    case port(String, ListenError)
    case controlSocket(String, ListenError)
    /// The folder of the control socket cannot be made.
    case folder(String, SystemError)
    /// A socket that was passed by the name `http` or `control`.
    case passed(String, descriptor: Int32, ListenError)
    /// A Unix socket was passed as `http`.
    case passedUnixSocket
    /// A TCP socket was passed as `control`.
    case passedTCPSocket

    /// What happened, why, and what to do.
    public var text: String {
        switch self {
        case .port(let place, let error): "cannot listen on \(place): \(error.reasonForPort)"
        case .controlSocket(let path, let error):
            "cannot listen on the control socket \(path): \(error.reasonForControlSocket)"
        case .folder(let path, let error): "cannot make the folder \(path): \(error.text)"
        case .passed(let name, let descriptor, let error):
            "the socket passed as '\(name)' (descriptor \(descriptor)) \(error.reasonForPassedSocket)."
        case .passedUnixSocket: "the socket passed as 'http' is a Unix socket. Phones need a TCP port."
        case .passedTCPSocket:
            "the socket passed as 'control' is not a Unix socket. Only a Unix socket shows which user connects."
        }
    }
}

// Why a socket cannot be used, and what to do about it.
extension ListenError {
    private static let otherPort = "Choose another with --port, or with 'port =' in kith.conf"
    private static let otherSocket = "Choose another with --socket, or with 'socket =' in kith.conf"

    fileprivate var reasonForPort: String {
        switch self {
        case .inUse:
            "another program uses the port, perhaps another kith node. As root, 'ss -ltnp' shows which. \(Self.otherPort)."
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

    fileprivate var reasonForPassedSocket: String {
        switch self {
        case .unfit(let text): text
        case .system(_, let text): "does not work: \(text)"
        case .inUse, .notASocket, .pathTooLong: "does not work: \(self)"
        }
    }
}
