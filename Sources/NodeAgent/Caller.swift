import HTTPMessage
import HTTPServer
import PairingCore
import Synchronization

/// Who is at the other end, as far as a claim records it.
struct Caller {
    let address: HostAddress
    let userAgent: UserAgent
    /// Only this machine itself is taken to be free of listeners; TLS is not spoken here.
    let keyOrigin: KeyOrigin

    init(_ request: Request, _ connection: ConnectionInfo) {
        userAgent = UserAgent(cleaning: request.fields["User-Agent"] ?? "")
        switch connection {
        case .unix:
            address = .loopback
            keyOrigin = .secure
        case .tcp(let peer, let local):
            address = HostAddress(peer.bytes) ?? .loopback
            let isLocal = address.isLoopback && HostAddress(local.bytes)?.isLoopback ?? false
            keyOrigin = isLocal ? .secure : .plainHTTP
        }
    }
}

extension HostAddress {
    static let loopback = HostAddress([127, 0, 0, 1]) ?? { preconditionFailure("four bytes are an address") }()
}

extension ConnectionInfo {
    /// The rights of the socket file let in whom they should; by hand that is the same user.
    var isOperator: Bool {
        switch self {
        case .unix: true
        case .tcp: false
        }
    }
}

/// The host that join URLs name. Known only once the port is bound.
final class JoinHost: Sendable {
    private let host = Mutex("")
    var value: String { host.withLock { $0 } }
    func set(_ authority: String) { host.withLock { $0 = authority } }
}
