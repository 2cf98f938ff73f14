public import API
public import Core
public import Credentials
public import HTTPMessage
public import HTTPServer

/// By which way a request came, and from whom, as far as that can be trusted. All else rests on this.
public struct RequestSource: Equatable, Sendable {
    public let transport: Transport
    /// Nil over the control socket.
    public let client: HostAddress?
    /// What the client asked for, checked.
    public let authority: Authority
    /// Whether the address is that of the client alone: a proxy that does not tell stands for many.
    public let isShared: Bool
    /// What nonces and tickets are bound to. On a link each neighbour has an address in the same /64, so there it is the
    /// whole address. From farther away it is the /64, of which a phone changes the rest as it likes.
    public let place: HostAddress

    /// Throws where the request asks for somebody else, which a page does whose name was bound to our address.
    public init(
        _ request: Request, isHTTP10: Bool, _ connection: ConnectionInfo, _ own: OwnNames, _ rules: TrustRules,
        _ users: LocalUsers, onLink: OnLinkPrefixes
    ) throws(Problem) {
        let named = request.fields["Host"].flatMap { Authority($0) }
        guard case .tcp(let peer, let local, let owner) = connection, let peerAddress = HostAddress(peer.bytes),
            let localAddress = HostAddress(local.bytes)
        else {
            // No page and no name leads to a socket file.
            (transport, client, isShared, authority) = (.controlSocket, nil, false, named ?? .localhost)
            place = .loopback
            return
        }
        guard let authority = named else { throw .foreignHost }
        self.authority = authority
        let literal = HostAddress(authority.host)
        let isProxied = rules.trusts(peerAddress)
        let forwarded = Forwarding(request.fields)
        let told = isProxied ? forwarded.client(trusting: rules) : nil
        let client = told ?? peerAddress
        self.client = client
        place = onLink.contains(client.bytes) ? client : client.network64
        isShared = isProxied && told == nil
        if isProxied {
            transport = forwarded.isTLS ? .tls : .plainHTTP
        } else {
            let isNamed = literal?.isLoopback == true || authority.host == "localhost"
            let isLocal =
                peerAddress.isLoopback && localAddress.isLoopback && isNamed && (authority.port ?? 80) == local.port
            let isDirect = !isHTTP10 && !forwarded.isPresent
            // The kernel is asked last: only where all that anybody can write says the same.
            transport = isLocal && isDirect && users.include(owner.user) ? .loopback : .plainHTTP
        }
        guard own.include(authority, literal, local: (localAddress, local.port)) || rules.includes(authority)
        else {
            throw .foreignHost
        }
    }

    public var scheme: String { transport == .tls ? "https" : "http" }

    /// What a DPoP proof for this request must name.
    public func url(of target: Target) -> TargetURL? { TargetURL("\(scheme)://\(authority.text)\(target.rawPath)") }

    /// Whether a browser sent it for a page of another origin, as far as the browser says so. Over plain HTTP
    /// browsers leave `Sec-Fetch-Site` out, and often the others.
    public func isOfForeignPage(_ request: Request) -> Bool {
        let own = "\(scheme)://\(authority.text)"
        let sites = request.fields.values(of: "Sec-Fetch-Site").map { $0.lowercased() }
        if sites.contains(where: { $0 != "same-origin" && $0 != "none" }) { return true }
        if request.fields.values(of: "Origin").contains(where: { $0.lowercased() != own }) { return true }
        return request.fields.values(of: "Referer").contains { !($0.lowercased() + "/").hasPrefix(own + "/") }
    }

    /// A page of another origin can send what is called simple, and a form, without asking first. Ports of one address are
    /// other origins. Requests without an `Origin` come from no page; but those with a cookie do, and must say from which.
    public func checkOrigin(_ request: Request) throws(Problem) {
        let origins = request.fields.values(of: "Origin")
        let isUnsafe = ![.get, .head, .options].contains(request.method)
        // A page opens a WebSocket to wherever it likes, and nothing but this field keeps it from reading there.
        guard isUnsafe || WebSocketHandshake.isAsked(by: request) else { return }
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

/// What proxies have written on a request. Anybody can write it: it counts from those that are trusted.
private struct Forwarding {
    public let isPresent: Bool
    public let isTLS: Bool
    private let clients: [String]

    public init(_ fields: HeaderFields) {
        // Of an upgrade that they do not pass on, some leave the one half.
        let isHalfAnUpgrade =
            fields["Upgrade"] == nil && fields.list("Connection").contains { $0.lowercased() == "upgrade" }
        isPresent = isHalfAnUpgrade || fields.all.contains { Self.isOfProxies($0.name.lowercased()) }
        // Said twice, it may be the client that said it first.
        let schemes = fields.values(of: "X-Forwarded-Proto")
        isTLS = schemes.count == 1 && schemes[0].lowercased() == "https"
        clients = fields.values(of: "X-Forwarded-For")
    }

    /// What a client itself has no reason to send.
    private static func isOfProxies(_ name: String) -> Bool {
        switch name {
        case "forwarded", "x-forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip": true
        default: name.hasPrefix("x-forwarded-")
        }
    }

    /// The rightmost address that is no trusted proxy: all to the left of it anybody may have invented.
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
    /// A page that came over plain HTTP may have been rewritten on its way, and so may the key that it makes.
    public var keyOrigin: KeyOrigin {
        switch transport {
        case .controlSocket, .loopback, .tls: .secure
        case .plainHTTP: .plainHTTP
        }
    }
}
