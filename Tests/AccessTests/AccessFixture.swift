import API
import AgentTestKit
import Core
import Credentials
import HTTPMessage
import JSON
import Rehearsal
import Settings
import Store
import Synchronization
import Testing

@testable import Access
@testable import HTTPServer

/// The ways on which a request reaches the node.
enum Way: CaseIterable, Sendable {
    case controlSocket
    case loopback
    case plainHTTP
    /// By the trusted proxy.
    case tls

    var base: String {
        switch self {
        case .controlSocket: "http://localhost"
        case .loopback: "http://127.0.0.1:6969"
        case .plainHTTP: "http://192.168.1.20:6969"
        case .tls: "https://kith.example"
        }
    }
}

/// Access control on a real store, with one clock that a test sets and requests that are signed as a device signs them.
final class AccessFixture: Sendable {
    let clock = TestClock()
    let control: AccessControl
    let live: LiveSettings
    let play: Rehearsal
    private let store: TemporaryStore
    private let noting = Noting()
    private let names = Atomic(0)

    init(_ change: (inout AgentSettings) throws -> Void = { _ in }) throws {
        store = try TemporaryStore()
        play = Rehearsal(on: store.repository)
        var settings = AgentSettings(stateFolder: store.folder, controlSocket: "\(store.folder)/control")
        settings.trustedProxies = [try #require(AddressRange("10.0.0.2"))]
        settings.publicURL = PublicURL("https://kith.example")
        try change(&settings)
        live = LiveSettings(settings)
        let (clock, noting) = (clock, noting)
        control = AccessControl(
            of: Member.node, live, operators: Operators(), onLink: OnLinkPrefixes(),
            elapsed: { .hours(1) + (clock.now - .start) },
            noteRefusal: { noting.add($0) })
    }

    /// Which proofs were refused, and why.
    var refusals: [ProofRefusal] { noting.all }

    var authenticator: Authenticator { control.authenticator }

    // Incoming requests.

    func request(
        _ method: Method = .get, _ path: String = "/v1/self", by way: Way, fields more: [(String, String)] = []
    ) throws -> Request {
        let authority = way.base.split(separator: "/").last.map(String.init) ?? ""
        var fields: HeaderFields = ["Host": authority]
        if way == .tls {
            fields.append("X-Forwarded-Proto", "https")
            if !more.contains(where: { $0.0 == "X-Forwarded-For" }) { fields.append("X-Forwarded-For", "203.0.113.9") }
        }
        for (name, value) in more { fields.append(name, value) }
        return Request(method, try #require(Target(path)), fields: fields)
    }

    /// `address` is the client's: over plain HTTP that of the connection, and else not looked at.
    func origin(of request: Request, by way: Way, at address: String = "192.168.1.77") throws -> RequestSource {
        let connection: ConnectionInfo =
            switch way {
            case .controlSocket: .unix(UnixPeer(uid: 0, gid: 0, pid: 1, groups: []))
            case .loopback: .tcp(peer: place("127.0.0.1"), local: place("127.0.0.1"), owner: SocketOwner(user: 0))
            case .plainHTTP: .tcp(peer: place(address), local: place("192.168.1.20"), owner: SocketOwner(user: nil))
            case .tls: .tcp(peer: place("10.0.0.2"), local: place("192.168.1.20"), owner: SocketOwner(user: nil))
            }
        return try control.origin(of: request, isHTTP10: false, connection)
    }

    func place(_ address: String) -> SocketAddress {
        SocketAddress(bytes: HostAddress(address)?.bytes ?? [0, 0, 0, 0], port: 6_969)
    }

    /// A proof that is right in everything but what is named. Its nonce is fresh, unless one is given.
    func proof(
        by signer: SigningKey, _ method: Method = .get, _ path: String = "/v1/self", over way: Way,
        token: PeerToken? = nil, nonce: String? = nil, jti: String? = nil, at address: String = "192.168.1.77"
    ) throws -> String {
        let origin = try origin(of: try request(method, path, by: way), by: way, at: address)
        var claims: JSONObject = [
            "jti": .string(jti ?? "proof-number-\(names.add(1, ordering: .relaxed).newValue)"),
            "htm": .string(method.name), "htu": .string(way.base + path), "iat": 1_795_170_600,
            "nonce": .string(nonce ?? authenticator.freshNonce(for: origin.place)),
        ]
        if let token { claims["ath"] = .string(token.hash.text) }
        let jwk: JSONObject = ["kty": "OKP", "crv": "Ed25519", "x": .string(signer.publicKey.text)]
        let header: JSONObject = ["typ": "dpop+jwt", "alg": "EdDSA", "jwk": .object(jwk)]
        let signed = [header, claims].map { Base64URL.encode(Array(JSONValue.object($0).text.utf8)) }
            .joined(separator: ".")
        return signed + "." + Base64URL.encode(signer.sign(Array(signed.utf8)))
    }

    // Who is asking.

    /// Who the request is from, or the problem that it is refused with.
    func peer(_ request: Request, by way: Way, at address: String = "192.168.1.77") throws -> AuthenticatedPeer {
        let origin = try origin(of: request, by: way, at: address)
        return try authenticator.peer(request, from: origin, in: play.repository, now: clock.now)
    }

    func keyHolder(_ request: Request, by way: Way) throws -> AuthenticatedPeer {
        let origin = try origin(of: request, by: way)
        return try authenticator.keyHolder(request, from: origin, in: play.repository, now: clock.now)
    }

    func possession(of key: PublicKey, _ request: Request, by way: Way) throws -> Possession {
        let origin = try origin(of: request, by: way)
        return try authenticator.possession(of: key, request, from: origin, in: play.repository)
    }

    func spend(_ request: Request, by way: Way) throws {
        let origin = try origin(of: request, by: way)
        try authenticator.spend(request, from: origin, in: play.repository, now: clock.now)
    }

    func read<Result: Sendable>(_ work: (any Snapshot) throws -> Result) throws -> Result {
        try play.repository.read(orRefuse: work)
    }

    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction, Moment) throws(StorageFailure) -> Result
    ) throws -> Result {
        let now = clock.now
        return try play.repository.write { store throws(StorageFailure) in try work(store, now) }.result
    }
}

/// Keeps the refusals that are noted.
private final class Noting: Sendable {
    private let refusals = Mutex<[ProofRefusal]>([])

    var all: [ProofRefusal] { refusals.withLock { $0 } }
    func add(_ refusal: ProofRefusal) { refusals.withLock { $0.append(refusal) } }
}

/// A paired device with each kind of credential.
struct Member: Sendable {
    let id: PeerID
    let signer: SigningKey
    let token: PeerToken
    let bearer: PeerToken
    let session: SessionSecret
    let forward: SessionSecret

    static let node = NodeID(number: 1)
    static let cookie = CookieName.kith(of: node)

    var sessionField: (String, String) { ("Cookie", "\(Self.cookie)=\(session.text)") }
    var bearerField: (String, String) { ("Authorization", "Bearer \(bearer.text)") }

    /// With its token and a proof of its key.
    func signedFields(_ proof: String) -> [(String, String)] {
        [("Authorization", "DPoP \(token.text)"), ("DPoP", proof)]
    }
}

extension AccessFixture {
    func admit(
        scopes: Scopes = .all, keyMadeOn origin: KeyOrigin = .secure, passLength: Duration? = nil
    ) throws -> Member {
        var random = SecureRandom()
        let (signer, token) = (SigningKey(using: &random), PeerToken(using: &random))
        var device = Device.fresh()
        (device.key, device.origin) = (signer.publicKey, origin)
        let terms = PairingTerms(scopes: scopes, passLength: passLength)
        let id = try play.admit(device, terms, tokenHash: token.hash, at: clock.now).peer
        let bearer = PeerToken(using: &random)
        let (session, forward) = (SessionSecret(using: &random), SessionSecret(using: &random))
        let draw = BearerDraw(hash: bearer.hash, peer: id)
        let hashes: [SessionPurpose: SecretHash] = [.kith: session.hash, .forward: forward.hash]
        _ = try write { store, now throws(StorageFailure) in
            _ = try store.issueBearerToken(
                to: .peer(id), life: nil, by: .nodeOperator, draw: draw, now: now, limits: Limits())
            _ = try store.openSessions(hashes, by: signer.publicKey, now: now, limits: Limits())
        }
        return Member(id: id, signer: signer, token: token, bearer: bearer, session: session, forward: forward)
    }

    func revoke(_ peer: PeerID) throws {
        _ = try write { store, now throws(StorageFailure) in try store.revokePeer(peer, by: .nodeOperator, now: now) }
    }

    /// Its request with its token and a fresh proof.
    func signed(
        by member: Member, _ method: Method = .get, _ path: String = "/v1/self", over way: Way,
        nonce: String? = nil, jti: String? = nil, more: [(String, String)] = []
    ) throws -> Request {
        let proof = try proof(by: member.signer, method, path, over: way, token: member.token, nonce: nonce, jti: jti)
        return try request(method, path, by: way, fields: member.signedFields(proof) + more)
    }

    /// A request with a proof only.
    func proved(
        by signer: SigningKey, _ method: Method = .get, _ path: String = "/v1/self/token", over way: Way = .plainHTTP,
        nonce: String? = nil, jti: String? = nil
    ) throws -> Request {
        let proof = try proof(by: signer, method, path, over: way, nonce: nonce, jti: jti)
        return try request(method, path, by: way, fields: [("DPoP", proof)])
    }
}
