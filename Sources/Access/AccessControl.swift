public import API
public import Core
public import HTTPMessage
public import HTTPServer
public import Settings
import Synchronization
public import System

/// What decides who may do what: names, operators, credentials, rates.
public final class AccessControl: Sendable {
    public let authenticator: Authenticator
    public let usage = CredentialUse()
    public let names = KnownNames()
    public let operators: Operators
    private let live: LiveSettings
    public let tickets: Tickets
    /// A monotonic time since any start: nonces, tickets and rates go by it.
    private let elapsed: @Sendable () -> Duration
    private let rates: Mutex<Rates>
    private let onLink: Mutex<OnLinkPrefixes>
    private let localUsers: Mutex<LocalUsers>

    public init(
        _ live: LiveSettings, operators: Operators, onLink: OnLinkPrefixes,
        elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() },
        noteRefusal: @escaping @Sendable (ProofRefusal) -> Void
    ) {
        self.elapsed = elapsed
        authenticator = Authenticator(elapsed: elapsed, noteRefusal: noteRefusal)
        tickets = Tickets(elapsed: elapsed)
        self.live = live
        self.operators = operators
        self.onLink = Mutex(onLink)
        localUsers = Mutex(LocalUsers(live.value))
        rates = Mutex(Rates(live.limits))
    }

    public func origin(
        of request: Request, isHTTP10: Bool, _ connection: ConnectionInfo
    ) throws(Problem) -> RequestSource {
        try RequestSource(
            request, isHTTP10: isHTTP10, connection, names.value, live.trust, localUsers.withLock { $0 },
            onLink: onLink.withLock { $0 })
    }

    /// Limits how often an address without a credential may ask for the routes of joining.
    public func checkRate(of request: Request, from origin: RequestSource) throws(Problem) {
        // As the routes read it: with whatever was escaped.
        guard request.target.segments?.first == "join", let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        // A page elsewhere can have a phone's browser ask for the join page as often as it likes. That must not use up what
        // the person has. A client that writes such a field itself gets a page that is the same for everybody, and no claim.
        let isLook = request.target.segments == ["join"] && [.get, .head].contains(request.method)
        let isForeign = isLook && origin.isOfForeignPage(request)
        let now = elapsed()
        let admission = rates.withLock { isForeign ? $0.foreignLooks.take(key, at: now) : $0.joins.take(key, at: now) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// Tells addresses behind which others are: of gateways, which translate, and of proxies.
    public func standsForMany() -> @Sendable (HostAddress) -> Bool {
        let (gateways, rules) = (names.value.gateways, live.trust)
        return { gateways.contains($0) || rules.trusts($0) }
    }

    /// A peer opens a stream and keeps it; one that opens many has lost its way, or means no good.
    public func checkRate(ofStreamsOf peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.streams.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    /// Each of them is written down, and most are events that are kept for long: nobody needs many.
    public func checkRate(ofChangesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.changes.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// A device renames itself now and then. Each time is an event that is kept and reaches its neighbours.
    public func checkRate(ofRenamesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.renames.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// A question about the history is answered on the server's thread, and may take milliseconds.
    public func checkRate(ofQuestionsBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.questions.take(peer, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// The same for an address without a valid credential.
    public func checkRate(ofStreamsFrom origin: RequestSource) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = rates.withLock { $0.strangers.take(key, at: elapsed()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    public func update(onLink prefixes: OnLinkPrefixes) { onLink.withLock { $0 = prefixes } }

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

/// Who knocks how often, by what the settings allow.
private struct Rates {
    private let joinRate: Rate
    private let streamRate: Rate
    private let renameRate: Rate
    private let questionRate: Rate
    /// At the routes of joining.
    public var joins: AddressLimiter
    /// At the join page, by pages of others.
    public var foreignLooks: AddressLimiter
    /// Opening streams without a credential, or with none that counts.
    public var strangers: AddressLimiter
    /// Opening streams with one.
    public var streams: RateLimiter<PeerID>
    /// Of a peer by itself: its name, its token, its sessions.
    public var changes = RateLimiter<PeerID>(Rate(60, per: .seconds(60)), capacity: 4_096)

    /// Of a peer by itself: its name.
    public var renames: RateLimiter<PeerID>
    /// About the history.
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
