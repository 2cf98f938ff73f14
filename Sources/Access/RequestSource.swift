public import API
public import Core
public import Credentials
public import HTTPMessage
public import HTTPServer
import TLS
import WebAPI

/// How a request arrived and from which address, as far as that is trusted. All other decisions depend on this.
public struct RequestSource: Equatable, Sendable {
    public let transport: Transport
    /// The client's address. Nil over the control socket.
    public let client: HostAddress?
    /// The checked `Host` of the request.
    public let authority: Authority
    /// The address of this node that the client used, as `Host` spells it. Nil for a name and for loopback.
    public let nodeAddress: HostAddress?
    /// Whether several clients share the address: behind a proxy that does not name them.
    public let isShared: Bool
    /// Whether a trusted proxy sent the request, so that its fields about the client's request are true.
    public let isProxied: Bool
    /// Whether the request is for a service's host, which a proxy asks about or sends here. The handler has to check that
    /// there is such a service.
    public let isForService: Bool
    /// What nonces and tickets are bound to. Neighbours on a link have addresses in the same /64, so there it is the
    /// whole address. For other networks it is the /64, because a phone changes the rest of its address at will.
    public let place: HostAddress
    /// The scheme that the client used. TLS with a certificate that nobody verifies is `https` too, but no ``Transport/tls``.
    public let scheme: String
    /// Where a browser finds this page over TLS, up to the path. Nil if it should stay as it is.
    public let secureBase: String?

    /// Throws if the `Host` is not this node's: a page whose name was bound to our address (DNS rebinding) sends such
    /// requests.
    public init(
        _ request: borrowing Request, isHTTP10: Bool, _ connection: ConnectionInfo, _ own: OwnNames,
        _ rules: TrustRules,
        _ users: LocalUsers, onLink: OnLinkPrefixes
    ) throws(Problem) {
        let named = request.fields["Host"].flatMap { Authority($0) }
        guard case .tcp(let peer, let local, let owner, let isTLS) = connection,
            let peerAddress = HostAddress(peer.bytes),
            let localAddress = HostAddress(local.bytes)
        else {
            // No page and no host name leads to a socket file.
            (transport, client, isShared, authority) = (.controlSocket, nil, false, named ?? .localhost)
            (isProxied, isForService) = (false, false)
            (place, scheme, secureBase, nodeAddress) = (.loopback, "http", nil, nil)
            return
        }
        guard let authority = named else { throw .foreignHost }
        self.authority = authority
        let literal = HostAddress(authority.host)
        isProxied = rules.trusts(peerAddress)
        let forwarded = Forwarding(request.fields)
        let reported = isProxied ? forwarded.client(trusting: rules) : nil
        let client = reported ?? peerAddress
        self.client = client
        place = client.isV4 || onLink.contains(client.bytes) ? client : client.network64
        isShared = isProxied && reported == nil
        let defaultPort: UInt16 = isTLS ? 443 : 80
        let isDirect = !isHTTP10 && !forwarded.isPresent
        let isCovered = rules.certificate?.vouches(for: authority) == true
        if isProxied {
            transport = forwarded.isTLS ? .tls : .plainHTTP
        } else if isTLS, isCovered, isDirect {
            // A proxy that nobody trusts may have received the request over plain HTTP.
            transport = .tls
        } else {
            let isNamed = literal?.isLoopback == true || authority.host == "localhost"
            let isLocal =
                peerAddress.isLoopback && localAddress.isLoopback && isNamed
                && (authority.port ?? defaultPort) == local.port
            // The kernel is asked last, only if everything that a client can write agrees.
            transport = isLocal && isDirect && users.include(owner.user) ? .loopback : .plainHTTP
        }
        scheme = (isProxied ? forwarded.isTLS : isTLS) ? "https" : "http"
        let isOfCertificate =
            (authority.port ?? defaultPort) == local.port
            && rules.certificate?.facts.covers(name: authority.host) == true
        secureBase =
            !isTLS && !isProxied && isDirect && isCovered && transport == .plainHTTP
            ? rules.secureBase(of: authority, port: local.port) : nil
        let isOfMachine = own.include(
            authority, literal, local: (localAddress, local.port), defaultPort: defaultPort)
        nodeAddress = isOfMachine && literal?.isLoopback == false ? literal : nil
        let isOwn = isOfMachine || isOfCertificate || rules.includes(authority)
        isForService = !isOwn && isProxied && ForwardRoute.isAsked(by: request)
        guard isOwn || isForService else { throw .foreignHost }
    }

    /// The URL that a DPoP proof for this request must name.
    public func url(of target: Target) -> TargetURL? { TargetURL("\(scheme)://\(authority.text)\(target.rawPath)") }

    /// Whether a browser sent the request for a page of another origin, as far as the browser reports it. Over plain
    /// HTTP browsers leave out `Sec-Fetch-Site`, and often the other fields.
    public func isOfForeignPage(_ request: Request) -> Bool {
        let own = "\(scheme)://\(authority.text)"
        let sites = request.fields.values(of: "Sec-Fetch-Site").map { $0.lowercased() }
        if sites.contains(where: { $0 != "same-origin" && $0 != "none" }) { return true }
        if request.fields.values(of: "Origin").contains(where: { $0.lowercased() != own }) { return true }
        return request.fields.values(of: "Referer").contains { !($0.lowercased() + "/").hasPrefix(own + "/") }
    }

    /// A page of another origin can send simple requests and forms without a preflight. Ports of one address are other
    /// origins. A request without an `Origin` comes from no page, unless it has a cookie: then it must have an
    /// `Origin`.
    public func checkOrigin(_ request: Request) throws(Problem) {
        let origins = request.fields.values(of: "Origin")
        // A page can open a WebSocket to any host, and only this field prevents it from reading the messages.
        guard !request.method.isSafe || WebSocketHandshake.isAsked(by: request) else { return }
        guard !origins.isEmpty else {
            guard transport == .controlSocket || !request.carriesSession else { throw .originMissing }
            return
        }
        guard origins.count == 1, origins[0].lowercased() == "\(scheme)://\(authority.text)" else {
            throw .foreignOrigin
        }
    }
}

extension Authority {
    fileprivate static let localhost = Authority("localhost") ?? { preconditionFailure("localhost is a host") }()
}

/// The fields of proxies on a request. Anybody can write them, so only those of trusted proxies are used.
private struct Forwarding {
    public let isPresent: Bool
    public let isTLS: Bool
    private let clients: [String]

    public init(_ fields: HeaderFields) {
        // Some proxies leave half of the fields of an upgrade that they do not pass on.
        let isHalfAnUpgrade =
            fields["Upgrade"] == nil && fields.list("Connection").contains { $0.lowercased() == "upgrade" }
        isPresent = isHalfAnUpgrade || fields.all.contains { Self.isOfProxies($0.name) }
        // If there are two values, the client may have sent the first one.
        let schemes = fields.values(of: "X-Forwarded-Proto")
        isTLS = schemes.count == 1 && schemes[0].lowercased() == "https"
        clients = fields.values(of: "X-Forwarded-For")
    }

    /// Whether only proxies have a reason to send this field.
    private static func isOfProxies(_ name: String) -> Bool {
        // The first letters of the names below, so that other fields cost nothing.
        switch name.utf8.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "c"), UInt8(ascii: "f"), UInt8(ascii: "t"), UInt8(ascii: "v"), UInt8(ascii: "x"): break
        default: return false
        }
        let name = name.lowercased()
        switch name {
        case "forwarded", "x-forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip":
            return true
        default: return name.hasPrefix("x-forwarded-")
        }
    }

    /// The rightmost address that is not a trusted proxy. Anybody may have invented what is to the left of it.
    public func client(trusting rules: TrustRules) -> HostAddress? {
        for value in clients.reversed() {
            for text in value.split(separator: ",").reversed() {
                guard let address = HostAddress(String(text).trimmed) else { return nil }
                if !rules.trusts(address) { return address }
            }
        }
        return nil
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        let body = utf8.drop { $0 == 32 || $0 == 9 }
        return String(body.reversed().drop { $0 == 32 || $0 == 9 }.reversed().map { Character(UnicodeScalar($0)) })
    }
}

extension RequestSource {
    /// A page over plain HTTP may have been changed on its way, and so may the key that it makes.
    public var keyOrigin: KeyOrigin {
        switch transport {
        case .controlSocket, .loopback, .tls: .secure
        case .plainHTTP: .plainHTTP
        }
    }
}
