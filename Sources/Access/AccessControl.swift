public import API
public import Core
public import HTTPMessage
public import HTTPServer
public import Settings
import Synchronization
public import System

/// Decides which caller may do what: names of the node, operators, credentials, rates.
public final class AccessControl: Sendable {
    public let authenticator: Authenticator
    public let usage = CredentialUse()
    public let names = KnownNames()
    public let operators: Operators
    private let live: LiveSettings
    public let tickets: Tickets
    public let services = ServiceGuide()
    public let signIns: SignIns
    /// A monotonic time. Nonces, tickets and rates use it.
    private let elapsed: @Sendable () -> Duration
    private let rates: Mutex<Rates>
    private let onLink: Mutex<OnLinkPrefixes>
    private let localUsers: Mutex<LocalUsers>
    private let certificate = Mutex<OwnCertificate?>(nil)

    public init(
        of node: NodeID, _ live: LiveSettings, operators: Operators, onLink: OnLinkPrefixes,
        elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() },
        noteRefusal: @escaping @Sendable (ProofRefusal) -> Void
    ) {
        self.elapsed = elapsed
        authenticator = Authenticator(of: node, elapsed: elapsed, noteRefusal: noteRefusal)
        tickets = Tickets(elapsed: elapsed)
        signIns = SignIns(elapsed: elapsed)
        self.live = live
        self.operators = operators
        self.onLink = Mutex(onLink)
        localUsers = Mutex(LocalUsers(live.value))
        rates = Mutex(Rates(live.limits))
    }

    public func origin(
        of request: Request, isHTTP10: Bool, _ connection: ConnectionInfo
    ) throws(Problem) -> RequestSource {
        var rules = live.trust
        rules.certificate = certificate.withLock { $0 }
        return try RequestSource(
            request, isHTTP10: isHTTP10, connection, names.value, rules, localUsers.withLock { $0 },
            onLink: onLink.withLock { $0 })
    }

    /// Limits how often an address without a credential may use the routes of joining.
    public func checkRate(of request: Request, from origin: RequestSource) throws(Problem) {
        // The same segments that the routes read, with escapes decoded.
        guard request.target.segments?.first == "join", let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        // A page elsewhere can make a phone's browser request the join page any number of times. That must not use up
        // the person's own rate. A client that sets such a field itself gets a page that is the same for everybody, and
        // no claim.
        let isLook = request.target.segments == ["join"] && [.get, .head].contains(request.method)
        let isForeign = isLook && origin.isOfForeignPage(request)
        let now = elapsed()
        let admission = rates.withLock { isForeign ? $0.foreignLooks.take(key, at: now) : $0.joins.take(key, at: now) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// Returns whether an address stands for many clients: a gateway, which translates addresses, or a proxy.
    public func standsForMany() -> @Sendable (HostAddress) -> Bool {
        let (gateways, rules) = (names.value.gateways, live.trust)
        return { gateways.contains($0) || rules.trusts($0) }
    }

    /// A peer opens one stream and keeps it. A peer that opens many is broken or hostile.
    public func checkRate(ofStreamsOf peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.streams.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    /// Each change is written, and most are events that are kept for a long time.
    public func checkRate(ofChangesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.changes.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// Each rename is an event that is kept and that reaches the peer's neighbours.
    public func checkRate(ofRenamesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.renames.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// A query of the history runs on the server's thread, and may take milliseconds.
    public func checkRate(ofQuestionsBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.questions.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// The same limit for an address without a valid credential.
    public func checkRate(ofStreamsFrom origin: RequestSource) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = rates.withLock { $0.strangers.take(key, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    /// The same rate, before the store is asked: an address that has used it up costs no query.
    public func checkRate(ofSearchesFrom origin: RequestSource) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = rates.withLock { $0.failedSessions.look(key, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// An attacker who guesses cookies or app passwords, or a page with many pictures of a service whose session is over.
    public func checkRate(ofFailedSessionsFrom origin: RequestSource) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = rates.withLock { $0.failedSessions.take(key, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    public func update(onLink prefixes: OnLinkPrefixes) { onLink.withLock { $0 = prefixes } }

    /// Sets the node's own certificate.
    public func update(_ new: OwnCertificate?) { certificate.withLock { $0 = new } }

    /// Uses the new settings. Rate limits whose setting has changed start again from zero.
    public func update(_ settings: AgentSettings) {
        let users = LocalUsers(settings)
        localUsers.withLock { $0 = users }
        let limits = settings.limits
        rates.withLock { rates in
            if !rates.areOf(limits) { rates = Rates(limits) }
        }
    }
}

/// The rate limits, as the settings have them.
private struct Rates {
    private let joinRate: Rate
    private let streamRate: Rate
    private let renameRate: Rate
    private let questionRate: Rate
    /// The routes of joining.
    public var joins: AddressLimiter
    /// The join page, requested by pages of other origins.
    public var foreignLooks: AddressLimiter
    /// Opening streams without a valid credential.
    public var strangers: AddressLimiter
    /// Requests to services with a cookie or an app password that is not valid.
    public var failedSessions = AddressLimiter(Rate(20, per: .seconds(1)))
    /// Opening streams with a valid credential.
    public var streams: RateLimiter<PeerID>
    /// Changes that a peer makes to its own name, tokens and sessions.
    public var changes = RateLimiter<PeerID>(Rate(60, per: .seconds(60)), capacity: 4_096)

    /// Changes that a peer makes to its own name.
    public var renames: RateLimiter<PeerID>
    /// Queries of the history.
    public var questions: RateLimiter<PeerID>

    public init(_ limits: Limits) {
        joinRate = Rate(limits.joinRequestsAMinute, per: .seconds(60))
        streamRate = Rate(limits.newStreamsAMinute, per: .seconds(60))
        renameRate = Rate(limits.renamesAnHour, per: .seconds(3_600))
        questionRate = Rate(limits.historyQuestionsAMinute, per: .seconds(60))
        joins = AddressLimiter(joinRate)
        foreignLooks = AddressLimiter(joinRate)
        strangers = AddressLimiter(streamRate)
        streams = RateLimiter(streamRate, capacity: 4_096)
        renames = RateLimiter(renameRate, capacity: 4_096)
        questions = RateLimiter(questionRate, capacity: 4_096)
    }

    public func areOf(_ limits: Limits) -> Bool {
        joinRate == Rate(limits.joinRequestsAMinute, per: .seconds(60))
            && streamRate == Rate(limits.newStreamsAMinute, per: .seconds(60))
            && renameRate == Rate(limits.renamesAnHour, per: .seconds(3_600))
            && questionRate == Rate(limits.historyQuestionsAMinute, per: .seconds(60))
    }
}
