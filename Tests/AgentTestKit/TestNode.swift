import API
import Access
public import Core
import Credentials
import Glibc
public import HTTPMessage
public import Handlers
public import JSON
import Live
public import Mesh
import Rehearsal
import Settings
import Store
import Synchronization
import System
import WebPages

@testable public import HTTPServer

/// A whole node in process: real store, real handlers and a real server, with a clock that a test sets. Requests reach the
/// handlers without a network; their connections say what the test says.
public final class TestNode: Sendable {
    /// By which way a request comes.
    public enum Way: Sendable {
        case controlSocket
        case loopback
        /// Plain HTTP from an address of the network.
        case lan(String)
        /// A TLS proxy that the node trusts, for this client.
        case tls(String)
    }

    public static let address = "192.168.1.20", port: UInt16 = 6_969
    static let proxy = "192.168.1.2"

    public let clock = TestClock()
    public let live: LiveFixture
    public let tally = Tally()
    private let router: Router
    private let server: Server
    private let background = Worker()
    private let socket: String

    public init(sighted: [SightedNode] = [], _ change: (inout Limits) -> Void = { _ in }) throws {
        var settings = AgentSettings(stateFolder: "", controlSocket: "")
        settings.trustedProxies = [AddressRange(Self.proxy[...])].compactMap { $0 }
        change(&settings.limits)
        server = Server(limits: Server.Limits())
        live = try LiveFixture(to: server, clock: clock)
        let (clock, tally, repository) = (clock, tally, live.repository)
        let settled = LiveSettings(settings)
        let node = TestDescription(live.store, sighted: sighted)
        let access = AccessControl(
            of: node.id, settled, operators: Operators(), onLink: OnLinkPrefixes(), noteRefusal: { tally.note($0) })
        access.names.add(found: Self.address)
        let pages = try Pages(.builtIn, about: PageSubject(name: "study", id: "nd_test")) { SHA256.hash($0).bytes }
        let parts = Router.Parts(
            server: server, repository: repository, background: background, live: settled,
            clock: NodeClock(nil, reading: { (clock.now, clock.now - .start) }), access: access,
            outcomes: live.outcomes, events: live.events, presences: live.presences, node: node,
            pages: LivePages(pages), isReady: { true }, tally: tally)
        router = Router(parts)
        Router.serve(parts)
        // Its thread answers what handlers ask of the server, as its figures.
        socket = "\(live.store.folder)/control.sock"
        try server.listen(unix: socket)
    }

    deinit {
        server.stop(within: .zero)
        background.stop()
        _ = unsafe unlink(socket)
    }

    /// Asks, and waits for the answer.
    public func ask(_ request: Request, by way: Way = .controlSocket) throws -> TestAnswer {
        var request = request
        if request.fields["Host"] == nil { request.fields["Host"] = way.host }
        for field in way.fields { request.fields.append(field.name, field.value) }
        var reader = RequestReader()
        let bytes = request.wireBytes
        guard case .complete = reader.read(bytes, 0..<bytes.count) else {
            throw RehearsalError("a request that no server would read")
        }
        let mailbox = Mailbox()
        let reply = Reply(
            mailbox: mailbox, pollKey: PollKey(descriptor: Self.made.add(1, ordering: .relaxed).newValue, generation: 9)
        )
        if let answer = router.answer(reader.request, from: way.connection, reply) {
            return TestAnswer(answer, reply.stream)
        }
        for _ in 0..<20_000 {
            for message in mailbox.take() {
                switch message {
                case .answer(_, let answer): return TestAnswer(answer, reply.stream)
                case .makeAnswer(_, let answer): return TestAnswer(answer(), reply.stream)
                default: break
                }
            }
            usleep(500)
        }
        throw RehearsalError("no answer to \(request.method.name) \(request.target)")
    }

    private static let made = Atomic<Int32>(1_000)

    public func ask(
        _ method: Method, _ target: Target, _ body: String? = nil, by way: Way = .controlSocket,
        fields: HeaderFields = [:]
    ) throws -> TestAnswer {
        var request = Request(method, target, fields: fields, body: Array((body ?? "").utf8))
        if body != nil, request.fields["Content-Type"] == nil { request.fields["Content-Type"] = "application/json" }
        return try ask(request, by: way)
    }
}

extension TestNode.Way {
    fileprivate var host: String {
        switch self {
        case .controlSocket: "localhost"
        case .loopback: "127.0.0.1:6969"
        case .lan, .tls: "192.168.1.20:6969"
        }
    }

    fileprivate var fields: [HeaderField] {
        guard case .tls(let client) = self else { return [] }
        return HeaderFields(dictionaryLiteral: ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", client)).all
    }

    fileprivate var connection: ConnectionInfo {
        func end(_ text: String, _ port: UInt16) -> SocketAddress {
            SocketAddress(bytes: HostAddress(text)?.bytes ?? [127, 0, 0, 1], port: port)
        }
        let local = end(TestNode.address, TestNode.port)
        switch self {
        case .controlSocket: return .unix(UnixPeer(uid: geteuid(), gid: getegid(), pid: getpid(), groups: []))
        case .loopback:
            return .tcp(
                peer: end("127.0.0.1", 40_000), local: end("127.0.0.1", TestNode.port),
                owner: SocketOwner(user: geteuid()))
        case .lan(let client): return .tcp(peer: end(client, 40_000), local: local, owner: SocketOwner(user: nil))
        case .tls: return .tcp(peer: end(TestNode.proxy, 40_000), local: local, owner: SocketOwner(user: nil))
        }
    }

    var scheme: String { if case .tls = self { "https" } else { "http" } }
}

/// What came back.
public struct TestAnswer: Sendable {
    /// Nil for a stream.
    public let response: Response?
    /// What the connection is called if it became a stream.
    public let stream: StreamID?

    init(_ answer: Answer, _ stream: StreamID) {
        switch answer.content {
        case .response(let response): (self.response, self.stream) = (response, nil)
        case .stream: (response, self.stream) = (nil, stream)
        }
    }

    public var status: Int { response?.status.code ?? 101 }
    public var text: String { String(decoding: response?.body ?? [], as: UTF8.self) }
    public var json: JSONObject { (try? JSONValue(parsing: response?.body ?? []))?.object ?? [:] }
    /// Of a problem.
    public var code: String { json["code"]?.string ?? "\(status)" }
    public func field(_ name: String) -> String? { response?.fields[name] ?? response?.lines.fields[name] }
}

/// What an agent would say of itself.
private struct TestDescription: NodeDescription {
    let sighted: [SightedNode]
    let startedAt = Moment.start
    let schema = 3
    let certificateEnd: Moment? = nil
    private let store: TemporaryStore

    init(_ store: TemporaryStore, sighted: [SightedNode]) {
        self.store = store
        self.sighted = sighted
    }

    var size: StoreSize { StoreSize(bytes: 4_096, lastBackup: nil) }
    var view: NodeView {
        .this(
            id, name: "study", version: kithVersion, interface: 1, addresses: ["192.168.1.20:6969"], publicURL: nil)
    }
    var reservedNames: ReservedNames { ReservedNames(node: [Name(trusted: "study")]) }
    var id: NodeID { NodeID(keyHash: SecretHash(SHA256.hash([1, 2, 3]))) }

    func isCommon(host: ArraySlice<UInt8>?) -> Bool { false }
    func joinURLBase(_ wanted: String?) -> String? {
        wanted == nil || wanted == "192.168.1.20:6969" ? "http://192.168.1.20:6969" : nil
    }
    func store(livePeers: Int, openPairings: Int, lastEvent: Int64) -> StatusView.Store {
        StatusView.Store(
            path: "kith.db", schema: schema, bytes: size.bytes, livePeers: livePeers, openPairings: openPairings,
            lastEvent: lastEvent, lastBackup: nil)
    }
    func status(
        store: StatusView.Store, server: StatusView.Server, time: (wall: Moment, trusted: Moment)
    ) -> StatusView {
        StatusView(
            version: kithVersion, node: StatusView.Node(id: id, name: "study"), startedAt: startedAt, now: time.wall,
            trustedTime: time.trusted, joinHosts: [], joinHostObstacle: nil, controlSocket: "", listen: [], units: [],
            connections: StatusView.Connections(limit: 1, wanted: 1), store: store, server: server,
            mdns: (state: "off", detail: ""), sightedNodes: sighted.count,
            cookies: StatusView.Cookies(domain: nil, areInsecure: false))
    }
}
