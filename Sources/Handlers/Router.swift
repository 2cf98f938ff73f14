import API
import Access
import Core
import Credentials
import HTTPMessage
public import HTTPServer
import Live
import Logging
import Settings
import Store
import System
import WebAPI
import WebPages

/// Turns a request into a route, and calls the handler of its resource.
public struct Router: Sendable {
    private let repository: any Repository
    private let access: AccessControl
    private let clock: NodeClock
    private let tally: Tally
    private let node: any NodeDescription
    private let isReady: @Sendable () -> Bool
    private let livePages: LivePages
    private let live: LiveSettings
    /// Made once: probes are frequent.
    let healthy: Response
    private let gate: Gate
    private let join: JoinHandlers
    private let pairings: PairingHandlers
    private let peers: PeerHandlers
    private let tokens: TokenHandlers
    private let own: SelfHandlers
    private let events: EventHandlers
    private let nodes: NodeHandlers
    private let mesh: MeshHandlers
    private let areas: AreaHandlers
    private let services: ServiceHandlers
    private let metrics: MetricsHandlers
    private let forward: ForwardHandlers

    public init(_ parts: Parts) {
        (repository, access, clock, tally) = (parts.repository, parts.access, parts.clock, parts.tally)
        (node, isReady, livePages, live) = (parts.node, parts.isReady, parts.pages, parts.live)
        healthy = Response.healthy(parts.node.id).written
        gate = Gate(repository: repository, access: access, live: parts.live)
        let views = PeerViews(repository: repository, presences: parts.presences)
        let cookies = CookieOffers(node: parts.node.id, live: parts.live)
        let form = JoinFormHandlers(repository: repository, livePages: livePages, cookies: cookies)
        let sessions = SessionHandlers(repository: repository, events: parts.events, cookies: cookies)
        join = JoinHandlers(repository: repository, outcomes: parts.outcomes, access: access, node: node, form: form)
        pairings = PairingHandlers(peers: views, access: access, node: node, live: parts.live)
        tokens = TokenHandlers(peers: views, node: node, live: parts.live)
        peers = PeerHandlers(peers: views, node: node, tokens: tokens)
        forward = ForwardHandlers(repository: repository, access: access, gate: gate, live: parts.live)
        own = SelfHandlers(
            peers: views, access: access, node: node, sessions: sessions, forward: forward,
            live: parts.live)
        events = EventHandlers(repository: repository, events: parts.events, access: access)
        areas = AreaHandlers(peers: views, live: parts.live)
        services = ServiceHandlers(repository: repository)
        mesh = MeshHandlers(repository: repository)
        nodes = NodeHandlers(
            repository: repository, presences: parts.presences, node: node, server: parts.server, clock: clock)
        let figures = Figures(
            repository: repository, tally: tally, census: PeerCensus(repository, tally), events: parts.events,
            presences: parts.presences, node: node, isReady: isReady, clock: clock)
        metrics = MetricsHandlers(server: parts.server, background: parts.background, figures: figures)
    }

    private var pages: Pages { livePages.value }

    /// Runs on the server's thread. A request that only reads is answered at once; one that writes, after the commit.
    public func answer(_ received: ReceivedRequest, from connection: ConnectionInfo, _ reply: Reply) -> Answer? {
        let request = received.request
        var answering = Answering(
            reply: reply, label: .other, mint: access.authenticator, speaksDPoP: request.speaksDPoP,
            refusals: Refusals(of: request, pages: livePages, live: live), tally: tally)
        if case .unix = connection { answering.isOperator = true }
        do {
            let origin = try access.origin(of: request, isHTTP10: received.isHTTP10, connection)
            answering.place = origin.place
            let route = try route(request, from: origin)
            answering.label = route.label
            let asked = Asked(
                request: request, isCurrentVersion: !received.isHTTP10, connection: connection, origin: origin,
                now: clock.now())
            let principal = try gate.principal(asked, for: route.access)
            guard let response = try perform(route, asked, principal, answering) else { return nil }
            return answering.finish(response)
        } catch { return answering.finish(answering.response(to: error)) }
    }

    /// Returns the route, unless the request is refused for any caller.
    private func route(_ request: Request, from origin: RequestSource) throws -> Route {
        do {
            try origin.checkOrigin(request)
            try access.checkRate(of: request, from: origin)
            return try Route(request)
        } catch {
            if request.speaksDPoP {
                try access.authenticator.spend(request, from: origin, in: repository, now: clock.now())
            }
            throw error
        }
    }

    private func perform(
        _ route: Route, _ asked: Asked, _ principal: Principal, _ answering: Answering
    ) throws -> Response? {
        switch route {
        case .health: return healthy
        case .ready: return isReady() ? .ready : .notReady
        case .page(let page): return try pages.answer(page, asked.request, from: asked.origin)
        case .join(let route): try join.perform(route, asked, answering)
        case .pairings(let route): return try pairings.perform(route, by: principal, asked, answering)
        case .peers(let route): return try peers.perform(route, by: principal, asked, answering)
        case .issueToken(let body): tokens.issue(body, by: principal, asked, answering)
        case .revokePerson(let name): peers.revokePerson(name, by: principal, asked, answering)
        case .nodes: return try nodes.list(for: principal, at: asked.now)
        case .mesh(let route): return try mesh.perform(route)
        case .areas(let route): return try areas.perform(route, by: principal, asked, answering)
        case .services(let route): return try services.perform(route, by: principal, asked, answering)
        case .own(let route): return try own.perform(route, of: principal, asked, answering)
        case .events(let route): return try events.perform(route, by: principal, asked, answering)
        case .status: nodes.status(answering)
        case .forward(let route): return try forward.perform(route, asked, answering)
        case .metrics: metrics.answer(answering)
        }
        return nil
    }
}

/// A request, and how it arrived.
struct Asked: Sendable {
    let request: Request
    /// Whether it is HTTP/1.1.
    let isCurrentVersion: Bool
    let connection: ConnectionInfo
    let origin: RequestSource
    let now: Moment
}
