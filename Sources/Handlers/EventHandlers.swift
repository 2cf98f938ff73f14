import API
import Access
import Core
import Credentials
import HTTPMessage
import HTTPServer
import Live
import Store
import WebAPI

/// Event streams, tickets for them, and the history.
struct EventHandlers: ResourceHandlers {
    let repository: any Repository
    let events: EventStreams
    let access: AccessControl

    static let subprotocol = "kith.events.v1"

    func perform(
        _ route: EventRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        switch route {
        case .history(let page): return try history(page, for: principal, asked)
        case .ticket: return try ticket(for: principal, asked)
        case .stream(let query):
            let opening = try opening(query, asked)
            try begin(opening, query, principal, answering)
        }
        return nil
    }

    private func begin(
        _ opening: StreamOpening, _ query: StreamQuery, _ principal: Principal, _ answering: Answering
    ) throws {
        let subscriber = try subscriber(principal)
        if case .peer(let peer) = principal { try access.checkRate(ofStreamsOf: peer.id) }
        answering.open(opening)
        events.begin(answering.reply.stream, for: subscriber, after: query.after)
    }

    private func opening(_ query: StreamQuery, _ asked: Asked) throws -> StreamOpening {
        guard query.way == .webSocket else { return .eventStream(retry: 1_000) }
        let handshake = WebSocketHandshake(
            asked.request, isCurrentVersion: asked.isCurrentVersion, subprotocols: [Self.subprotocol]
        ) { SHA1.hash($0) }
        switch handshake {
        case .refused(let status, let fields): throw Problem.badHandshake(status, fields)
        case .accepted(let fields, let subprotocol):
            // A client that names only other subprotocols would misread our messages.
            guard subprotocol != nil || asked.request.fields["Sec-WebSocket-Protocol"] == nil else {
                throw Problem.unknownSubprotocol(spoken: Self.subprotocol)
            }
            return .webSocket(fields)
        }
    }

    private func subscriber(_ principal: Principal) throws -> EventSubscriber {
        switch principal {
        case .nodeOperator: .nodeOperator
        case .peer(let peer):
            EventSubscriber(.peer(peer.id, by: peer.credential), receivesAll: peer.scopes.contains(.admin))
        case .nobody: throw Problem.noCredential
        }
    }

    private func ticket(for principal: Principal, _ asked: Asked) throws -> Response {
        guard case .peer(let peer) = principal else { throw Problem.noCredential }
        var random = SecureRandom()
        let ticket = try access.tickets.issue(for: peer, at: asked.origin, using: &random)
        return .ticket(ticket.text, lifetime: TicketLimits.lifetime)
    }

    private func history(_ page: EventPage, for principal: Principal, _ asked: Asked) throws -> Response {
        let subscriber = try subscriber(principal)
        if case .peer(let peer) = principal { try access.checkRate(ofQuestionsBy: peer.id) }
        let (part, last, epoch) = try repository.read { store throws(StorageFailure) in
            let search = EventSearch(page, for: try store.reader(subscriber, at: asked.now))
            return (try store.events(search), try store.lastEvent(), try store.epoch())
        }
        return .events(part.events.map(\.view), next: part.next, last: last, epoch: epoch)
    }
}

extension EventSearch {
    fileprivate init(_ page: EventPage, for reader: EventReader) {
        self.init(
            after: page.after, before: page.before, since: page.since, until: page.until, peer: page.peer,
            types: page.types, reader: reader, newest: page.newest, limit: page.limit)
    }
}
