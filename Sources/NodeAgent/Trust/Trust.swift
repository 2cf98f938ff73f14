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
    let tickets = Tickets()
    private let joins: Mutex<AddressLimiter>
    private let strangers: Mutex<AddressLimiter>
    private let streams: Mutex<RateLimiter<PeerID>>
    private let onLink: Mutex<OnLinkPrefixes>

    init(_ live: LiveSettings, operators: Operators, onLink: OnLinkPrefixes) {
        self.live = live
        self.operators = operators
        self.onLink = Mutex(onLink)
        joins = Mutex(AddressLimiter(Rate(live.limits.joinRequestsAMinute, per: .seconds(60))))
        let streamRate = Rate(live.limits.newStreamsAMinute, per: .seconds(60))
        strangers = Mutex(AddressLimiter(streamRate))
        streams = Mutex(RateLimiter(streamRate, capacity: 4_096))
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

    /// Tells addresses behind which others are: of gateways, which translate, and of proxies.
    func standsForMany() -> @Sendable (HostAddress) -> Bool {
        let (gateways, rules) = (names.value.gateways, live.trust)
        return { gateways.contains($0) || rules.trusts($0) }
    }

    /// A peer opens a stream and keeps it; one that opens many has lost its way, or means no good.
    func checkRate(ofStreamsOf peer: PeerID) throws(Problem) {
        let admission = streams.withLock { $0.take(peer, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    /// The same for whoever has no credential, or none that counts.
    func checkRate(ofStreamsFrom origin: RequestOrigin) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = strangers.withLock { $0.take(key, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    func update(onLink prefixes: OnLinkPrefixes) { onLink.withLock { $0 = prefixes } }
}
