import HTTPMessage
import HTTPServer
import PairingCore
import Synchronization
import WebInterface

/// What decides who may do what: names, operators, credentials, rates.
final class Trust: Sendable {
    let authenticator = Authenticator()
    let usage = Usage()
    let names = KnownNames()
    let operators: Operators
    private let live: LiveSettings
    private let joins: Mutex<AddressLimiter>
    private let onLink: Mutex<OnLinkPrefixes>

    init(_ live: LiveSettings, operators: Operators, onLink: OnLinkPrefixes) {
        self.live = live
        self.operators = operators
        self.onLink = Mutex(onLink)
        joins = Mutex(AddressLimiter(Rate(live.limits.joinRequestsAMinute, per: .seconds(60))))
    }

    func origin(of request: Request, _ connection: ConnectionInfo) throws(Problem) -> RequestOrigin {
        try RequestOrigin(request, connection, names.value, live.trust)
    }

    /// Whoever has no credential yet can only knock so often.
    func checkRate(of request: Request, from origin: RequestOrigin) throws(Problem) {
        let path = request.target.rawPath
        guard path == "/join" || path.hasPrefix("/join/"), let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = joins.withLock { $0.take(key, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    func update(onLink prefixes: OnLinkPrefixes) { onLink.withLock { $0 = prefixes } }
}
