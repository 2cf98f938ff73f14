import API
public import Access
import Core
import Credentials
import HTTPMessage
public import HTTPServer
public import Live
import Logging
public import Settings
public import Store
public import System
import WebAPI
import WebPages

/// A request becomes a route, the route a transaction, and what is committed an answer.
public struct Router: Sendable {
    let server: Server
    let repository: any Repository
    /// What takes long and nobody else waits for.
    let background: Worker
    let live: LiveSettings
    let clock: NodeClock
    let trust: AccessControl
    let outcomes: OutcomeStreams
    let events: EventStreams
    let presences: Presences
    let node: any NodeDescription
    let livePages: LivePages
    let isReady: @Sendable () -> Bool
    let tally: Tally
    let census: PeerCensus

    public init(
        server: Server, repository: any Repository, background: Worker, live: LiveSettings, clock: NodeClock,
        trust: AccessControl, outcomes: OutcomeStreams, events: EventStreams, presences: Presences,
        node: any NodeDescription, livePages: LivePages, isReady: @escaping @Sendable () -> Bool, tally: Tally
    ) {
        self.server = server
        self.repository = repository
        self.background = background
        self.live = live
        self.clock = clock
        self.trust = trust
        self.outcomes = outcomes
        self.events = events
        self.presences = presences
        self.node = node
        self.livePages = livePages
        self.isReady = isReady
        self.tally = tally
        census = PeerCensus(repository, tally)
    }

    var limits: Limits { live.limits }
    var pages: Pages { livePages.value }

    /// On the server's thread: what only reads is answered at once, what writes when it is committed.
    func answer(_ received: ReceivedRequest, from connection: ConnectionInfo, _ reply: Reply) -> Answer? {
        let request = received.request
        var answering = Answering(
            reply: reply, label: .other, mint: trust.authenticator, speaksDPoP: request.speaksDPoP,
            refusals: pages.refusals(to: request), tally: tally)
        do {
            let origin = try trust.origin(of: request, isHTTP10: received.isHTTP10, connection)
            answering.place = origin.place
            let route = try route(request, from: origin)
            answering.label = route.label
            let asked = Asked(
                request: request, isCurrentVersion: !received.isHTTP10, connection: connection, origin: origin,
                now: clock.now())
            let principal = try principal(asked, for: route.access)
            return try perform(route, asked, principal, answering).map(answering.finish)
        } catch { return answering.finish(answering.response(to: error)) }
    }

    /// What it asks for, unless it is refused whoever sent it.
    private func route(_ request: Request, from origin: RequestSource) throws -> Route {
        do {
            try origin.checkOrigin(request)
            try trust.checkRate(of: request, from: origin)
            return try Route(request)
        } catch {
            if request.speaksDPoP {
                try repository.read { store throws(StorageFailure) in
                    try trust.authenticator.spend(request, from: origin, in: store, now: clock.now())
                }
            }
            throw error
        }
    }

    private func perform(
        _ route: Route, _ asked: Asked, _ principal: Principal, _ answering: Answering
    ) throws -> Response? {
        switch route {
        case .health: return .healthy
        case .ready: return isReady() ? .ready : .notReady
        case .page(let page): return try pages.answer(page, asked.request, from: asked.origin)
        case .join(let route): try perform(route, asked, answering)
        case .pairings(let route): return try perform(route, by: principal, asked, answering)
        case .peers(let route): return try perform(route, by: principal, asked, answering)
        case .issueToken(let body): issueToken(body, by: principal, asked, answering)
        case .revokePerson(let name): revokePerson(name, by: principal, asked, answering)
        case .nodes: return try nodes(for: principal, at: asked.now)
        case .own(let route): return try perform(route, of: principal, asked, answering)
        case .events(let route): return try perform(route, by: principal, asked, answering)
        case .status: status(answering)
        case .metrics: metrics(answering)
        }
        return nil
    }

    /// Runs the transaction on the store's thread, and answers when it is committed.
    func submit<Result: Sendable>(
        _ answering: Answering, _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        then respond: @escaping @Sendable (Result) throws -> Response
    ) {
        repository.submit(work) { outcome in
            do {
                answering.send(try respond(try outcome.get().result))
            } catch { answering.send(answering.response(to: error)) }
        }
    }

    func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Problem.notFound }
        return value
    }
}

/// A request, with what is known of the way it came.
struct Asked: Sendable {
    let request: Request
    /// It speaks HTTP/1.1.
    let isCurrentVersion: Bool
    let connection: ConnectionInfo
    let origin: RequestSource
    let now: Moment
}

// Who asks, and whether they may.
extension Router {
    private func principal(_ asked: Asked, for access: Access) throws -> Principal {
        if trust.operators.include(asked.connection) { return .nodeOperator }
        switch access {
        case .anyone: return .nobody
        case .thisMachine:
            guard asked.origin.transport == .loopback else { throw Problem.thisMachineOnly }
            return .nobody
        case .keyHolders:
            return .peer(
                try identify(asked) {
                    try trust.authenticator.keyHolder($0.request, from: $0.origin, in: $1, now: $0.now)
                })
        case .peers:
            // Who comes to the control socket with nothing in the hands wants to be an operator.
            guard asked.origin.transport != .controlSocket || asked.request.fields["Authorization"] != nil else {
                throw Problem.operatorsOnly
            }
            return .peer(try authenticate(asked))
        case .ticket(let text): return .peer(try redeem(text, asked))
        case .holders(let scope):
            // Over the control socket there are operators and nobody else.
            guard asked.origin.transport != .controlSocket else { throw Problem.operatorsOnly }
            let peer = try authenticate(asked)
            guard peer.scopes.contains(Scopes(scope)) || peer.scopes.contains(.admin) else {
                throw Problem.scopeMissing(scope)
            }
            return .peer(peer)
        }
    }

    /// Who shows none that is good is counted by its address.
    private func redeem(_ ticket: String, _ asked: Asked) throws -> AuthenticatedPeer {
        do {
            return try identify(asked) { try trust.tickets.redeem(ticket, at: $0.origin, in: $1, now: $0.now) }
        } catch {
            try trust.checkRate(ofStreamsFrom: asked.origin)
            throw error
        }
    }

    private func authenticate(_ asked: Asked) throws -> AuthenticatedPeer {
        let peer = try identify(asked) {
            try trust.authenticator.peer($0.request, from: $0.origin, in: $1, now: $0.now)
        }
        noteUse(by: peer, asked)
        return peer
    }

    private func identify(
        _ asked: Asked, _ work: (Asked, any Snapshot) throws -> AuthenticatedPeer
    ) throws -> AuthenticatedPeer {
        try repository.read(orRefuse: { try work(asked, $0) })
    }

    /// Not waited for: the answer does not depend on it.
    private func noteUse(by peer: AuthenticatedPeer, _ asked: Asked) {
        guard let note = trust.usage.note(peer, at: asked.now) else { return }
        let address = asked.origin.isShared || asked.origin.transport == .loopback ? nil : asked.origin.client
        let (now, limits) = (asked.now, limits)
        let due = peer.session.flatMap { $0.isDue(at: now, limits) ? $0.hash : nil }
        repository.submit { transaction throws(StorageFailure) in
            try transaction.see(peer.id, with: peer.key, at: address, now: now)
            if let due { try transaction.prolongSession(due, now: now, limits: limits) }
            if note.isFirstOfToken, let token = peer.token { try transaction.endTokens(replacedBy: token, at: now) }
        } done: { outcome in
            if case .failure(let failure) = outcome {
                if note.isFirstOfToken, let token = peer.token { trust.usage.forget(token) }
                Log.error("the use of a credential was not written down", ("cause", failure))
            }
        }
    }
}
