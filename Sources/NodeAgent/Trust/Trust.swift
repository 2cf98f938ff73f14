import HTTPMessage
import HTTPServer
import PairingCore
import Settings
import Synchronization
import WebInterface

/// What decides who may do what: names, operators, credentials, rates.
final class Trust: Sendable {
    let authenticator: Authenticator
    let usage = Usage()
    let names = KnownNames()
    let operators: Operators
    private let live: LiveSettings
    let tickets = Tickets()
    private let rates: Mutex<Rates>
    private let onLink: Mutex<OnLinkPrefixes>
    private let localUsers: Mutex<LocalUsers>

    init(_ live: LiveSettings, operators: Operators, onLink: OnLinkPrefixes, _ tally: Tally) {
        authenticator = Authenticator(tally)
        self.live = live
        self.operators = operators
        self.onLink = Mutex(onLink)
        localUsers = Mutex(LocalUsers(live.value))
        rates = Mutex(Rates(live.limits))
    }

    func origin(
        of request: Request, isHTTP10: Bool, _ connection: ConnectionInfo
    ) throws(Problem) -> RequestOrigin {
        try RequestOrigin(
            request, isHTTP10: isHTTP10, connection, names.value, live.trust, localUsers.withLock { $0 },
            onLink: onLink.withLock { $0 })
    }

    /// Whoever has no credential yet can only knock so often.
    func checkRate(of request: Request, from origin: RequestOrigin) throws(Problem) {
        // As the routes read it: with whatever was escaped.
        guard request.target.segments?.first == "join", let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        // A page elsewhere can have a phone's browser ask for the join page as often as it likes. That must not use up what
        // the person has. Whoever writes such a field by hand gets a page that is the same for everybody, and no claim.
        let isLook = request.target.segments == ["join"] && [.get, .head].contains(request.method)
        let isForeign = isLook && origin.isOfForeignPage(request)
        let now = MonotonicClock.now()
        let admission = rates.withLock { isForeign ? $0.foreignLooks.take(key, at: now) : $0.joins.take(key, at: now) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// Tells addresses behind which others are: of gateways, which translate, and of proxies.
    func standsForMany() -> @Sendable (HostAddress) -> Bool {
        let (gateways, rules) = (names.value.gateways, live.trust)
        return { gateways.contains($0) || rules.trusts($0) }
    }

    /// A peer opens a stream and keeps it; one that opens many has lost its way, or means no good.
    func checkRate(ofStreamsOf peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.streams.take(peer, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    /// Each of them is written down, and most are events that are kept for long: nobody needs many.
    func checkRate(ofChangesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.changes.take(peer, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// A device renames itself now and then. Each time is an event that is kept and reaches its neighbours.
    func checkRate(ofRenamesBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.renames.take(peer, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// A question about the history is answered on the server's thread, and may take milliseconds.
    func checkRate(ofQuestionsBy peer: PeerID) throws(Problem) {
        let admission = rates.withLock { $0.questions.take(peer, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyRequests(retryAfter: wait) }
    }

    /// The same for whoever has no credential, or none that counts.
    func checkRate(ofStreamsFrom origin: RequestOrigin) throws(Problem) {
        guard let client = origin.client else { return }
        let key = AddressKey(client.bytes, onLink: onLink.withLock { $0 })
        let admission = rates.withLock { $0.strangers.take(key, at: MonotonicClock.now()) }
        if case .refused(let wait) = admission { throw .tooManyStreams(retryAfter: wait) }
    }

    func update(onLink prefixes: OnLinkPrefixes) { onLink.withLock { $0 = prefixes } }

    /// Uses the new settings. Rate limits whose setting has changed start again from zero.
    func update(_ settings: AgentSettings) {
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
    var joins: AddressLimiter
    /// At the join page, by pages of others.
    var foreignLooks: AddressLimiter
    /// Opening streams without a credential, or with none that counts.
    var strangers: AddressLimiter
    /// Opening streams with one.
    var streams: RateLimiter<PeerID>
    /// Of a peer by itself: its name, its token, its sessions.
    var changes = RateLimiter<PeerID>(Rate(60, per: .seconds(60)), capacity: 4_096)

    /// Of a peer by itself: its name.
    var renames: RateLimiter<PeerID>
    /// About the history.
    var questions: RateLimiter<PeerID>

    init(_ limits: Limits) {
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

    func areOf(_ limits: Limits) -> Bool {
        joinRate == Rate(limits.joinRequestsAMinute, per: .seconds(60))
            && streamRate == Rate(limits.newStreamsAMinute, per: .seconds(60))
            && renameRate == Rate(limits.renamesAnHour, per: .seconds(3_600))
            && questionRate == Rate(limits.historyQuestionsAMinute, per: .seconds(60))
    }
}
