public import API
public import Core
public import HTTPMessage

/// What a request asks for. It is read completely before anything is done.
public enum Route: Sendable {
    case health
    case ready
    case metrics
    case page(PageRoute)
    case join(JoinRoute)
    case pairings(PairingRoute)
    case peers(PeerRoute)
    /// A bearer token for a peer by its name. The peer is created if it does not exist.
    case issueToken(TokenBody)
    /// All peers of a person.
    case revokePerson(Name)
    case nodes
    case mesh(MeshRoute)
    case areas(AreaRoute)
    case services(ServiceRoute)
    case own(SelfRoute)
    case events(EventRoute)
    case status
    case forward(ForwardRoute)
}

extension Route {
    public var access: Access { entry.access }
    public var label: Label { entry.label }

    /// Which callers are admitted, and the label for counting. There is no default here or below: a new route does not
    /// compile without both.
    private var entry: (access: Access, label: Label) {
        switch self {
        case .health: (.anyone, .health)
        case .ready: (.thisMachine, .ready)
        case .metrics: (.thisMachine, .metrics)
        case .page(let route): (route.access, .page)
        case .join(let route): (route.access, .join)
        case .pairings(let route): (route.access, .pairings)
        case .peers(let route): (route.access, .peers)
        case .issueToken: (.holders(of: .admin), .tokens)
        case .revokePerson: (.holders(of: .admin), .persons)
        case .nodes: (.holders(of: .view), .nodes)
        case .mesh(let route): (route.access, .mesh)
        case .areas(let route): (route.access, .areas)
        case .services(let route): (route.access, .services)
        case .own(let route): (route.access, .own)
        case .events(let route): (route.access, .events)
        case .status: (.holders(of: .admin), .status)
        case .forward(let route): (route.access, .forward)
        }
    }

    /// A label for each kind of route, so that no peer can add one.
    public enum Label: String, CaseIterable, Sendable {
        case other, health, ready, metrics, page, join, pairings, peers, tokens, persons, nodes, own = "self", events
        case status, areas, services, forward, mesh

        public var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }
}

/// The routes for a device that wants to join.
public enum JoinRoute: Sendable {
    case claim(ClaimBody)
    /// Joining by a form, without a key. Nil if the form cannot be read.
    case form(JoinForm?, LanguageChoice)
    /// The state of a pairing that was claimed by a form. Nil for a browser that has sent none.
    case step(ClaimSecret?, LanguageChoice)
    /// The outcome of the claimant's own pairing.
    case outcome(ClaimSecret)
}

extension JoinRoute {
    var access: Access {
        switch self {
        case .claim, .form, .step, .outcome: .anyone
        }
    }
}

/// Pairings, for their inviters.
public enum PairingRoute: Sendable {
    case start(StartBody)
    case list
    case show(PairingID)
    case verify(PairingID, VerifyAttempt)
    case cancel(PairingID)
}

extension PairingRoute {
    var access: Access {
        switch self {
        case .start: .holders(of: .invite)
        case .list, .show, .verify, .cancel: .holders(of: .admin)
        }
    }
}

/// What a peer does with itself.
public enum SelfRoute: Sendable {
    case show
    case rename(Name)
    case leave
    /// Only with its key.
    case renewToken
    /// The peer is online.
    case heartbeat
    /// A cookie for a browser, only with its key.
    case openSession
    case closeSessions
    /// A session at a service's host, for a browser that comes from there.
    case signIn(SignInBody)
    /// Of its native apps. Only with its key.
    case appPasswords
    case addAppPassword(Name)
    case revokeAppPassword(TokenID)
}

extension SelfRoute {
    var access: Access {
        switch self {
        case .renewToken, .openSession: .keyHolders
        case .show, .rename, .leave, .heartbeat, .closeSessions, .signIn: .peers
        case .appPasswords, .addAppPassword, .revokeAppPassword: .peers
        }
    }
}

extension PageRoute {
    var access: Access {
        switch self {
        case .join, .home, .asset, .error: .anyone
        }
    }
}

extension Route {
    public init(_ request: borrowing Request) throws(Problem) {
        guard let segments = request.target.segments else { throw .malformed("The path cannot be decoded") }
        if let page = try PageRoute(request, segments) {
            self = .page(page)
            return
        }
        var path = Path(segments, copy request)
        switch path.next() {
        case "healthz": self = try path.end(.health, by: .get)
        case "readyz": self = try path.end(.ready, by: .get)
        case "metrics": self = try path.end(.metrics, by: .get)
        case "join": self = .join(try JoinRoute(&path))
        case ".kith": self = .forward(try ForwardRoute(atServices: &path))
        case "v1": self = try Self.versionOne(&path)
        default: throw .notFound
        }
    }

    private static func versionOne(_ path: inout Path) throws(Problem) -> Route {
        switch path.next() {
        // First, because proxies ask it for each request.
        case "forward-auth": try path.end(.forward(.check(try ForwardQuestion(path.request))), by: .get)
        case "pairings": .pairings(try PairingRoute(&path))
        case "peers": .peers(try PeerRoute(&path))
        case "tokens": try path.end(.issueToken(try TokenBody(named: try Body(path.request))), by: .post)
        case "persons": .revokePerson(try person(&path))
        case "nodes": try path.end(.nodes, by: .get)
        case "mesh": .mesh(try MeshRoute(&path))
        case "areas": .areas(try AreaRoute(&path))
        case "services": .services(try ServiceRoute(&path))
        case "self": .own(try SelfRoute(&path))
        case "events": .events(try EventRoute(&path))
        case "status": try path.end(.status, by: .get)
        default: throw .notFound
        }
    }
}

private func person(_ path: inout Path) throws(Problem) -> Name {
    guard let word = path.next(), let name = try? Name(word) else { throw .notFound }
    try path.allow(.delete)
    return name
}

extension JoinRoute {
    fileprivate init(_ path: inout Path) throws(Problem) {
        switch path.next() {
        case nil:
            try path.allow(.get, .head, .post)
            let choice = LanguageChoice(path.request.fields.values(of: "Accept-Language"))
            guard !JoinForm.isSent(by: path.request) else {
                self = .form(JoinForm(path.request), choice)
                return
            }
            self = .claim(try ClaimBody(try Body(path.request)))
        case "form":
            try path.allow(.get)
            let claim = path.request.cookies(CookieName.claim).first.flatMap { ClaimSecret(text: $0) }
            self = .step(claim, LanguageChoice(path.request.fields.values(of: "Accept-Language")))
        case "events":
            try path.allow(.get)
            try path.finish()
            self = .outcome(try path.request.claim())
        default: throw .notFound
        }
    }
}

extension PairingRoute {
    fileprivate init(_ path: inout Path) throws(Problem) {
        guard let word = path.next() else {
            try path.allow(.get, .post)
            self = path.request.method == .get ? .list : .start(try StartBody(try Body(path.request)))
            return
        }
        guard let id = PairingID(word) else { throw .notFound }
        switch path.next() {
        case nil:
            try path.allow(.get, .delete)
            self = path.request.method == .get ? .show(id) : .cancel(id)
        case "verify":
            try path.allow(.post)
            try path.finish()
            self = .verify(id, try VerifyAttempt(try Body(path.request)))
        default: throw .notFound
        }
    }
}

extension SelfRoute {
    fileprivate init(_ path: inout Path) throws(Problem) {
        switch path.next() {
        case nil:
            try path.allow(.get, .patch, .delete)
            switch path.request.method {
            case .get: self = .show
            case .patch: self = .rename(try newName(path.request))
            default: self = .leave
            }
        case "token": self = try path.end(.renewToken, by: .post)
        case "heartbeat": self = try path.end(.heartbeat, by: .post)
        case "sign-in": self = try path.end(.signIn(try SignInBody(try Body(path.request))), by: .post)
        case "session":
            try path.allow(.post, .delete)
            self = path.request.method == .post ? .openSession : .closeSessions
        case "app-passwords":
            guard let word = path.next() else {
                try path.allow(.get, .post)
                self = path.request.method == .get ? .appPasswords : .addAppPassword(try newName(path.request))
                return
            }
            guard let id = TokenID(word) else { throw .notFound }
            self = try path.end(.revokeAppPassword(id), by: .delete)
        default: throw .notFound
        }
    }
}

func newName(_ request: Request) throws(Problem) -> Name {
    let body = try Body(request)
    try body.refuseOthers(than: ["name"])
    guard let name = try body.name("name") else { throw .field(FieldRejection(field: "name", problem: .missing)) }
    return name
}

extension Request {
    fileprivate func claim() throws(Problem) -> ClaimSecret {
        let scheme = "claim "
        guard let field = fields["Authorization"], field.prefix(scheme.count).lowercased() == scheme else {
            throw .claimMissing
        }
        guard let claim = ClaimSecret(text: field.dropFirst(scheme.count)) else { throw .claimUnknown }
        return claim
    }
}
