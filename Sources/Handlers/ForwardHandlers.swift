import API
import Access
import Core
import Credentials
import HTTPMessage
import Settings
import Store
import WebAPI

/// What proxies ask about requests to services, and how a browser gets a session at a service's host.
struct ForwardHandlers: ResourceHandlers {
    let repository: any Repository
    let access: AccessControl
    let gate: Gate
    let live: LiveSettings

    func perform(_ route: ForwardRoute, _ asked: Asked, _ answering: Answering) throws -> Response? {
        let forwarded = try ForwardedRequest(asked.request)
        let service = ServiceOrigin(forwarded, from: asked.origin)
        // The Host may be another one only if it is that of a service.
        if asked.origin.isForService, try !isKnown(service) { throw Problem.foreignHost }
        switch route {
        case .check(let question): return try check(question, forwarded, service, asked)
        case .start: return try start(forwarded, service, asked)
        case .finish(let code): try finish(code, service, asked, answering)
        }
        return nil
    }

    private func isKnown(_ service: ServiceOrigin?) throws -> Bool {
        guard let service else { return false }
        if live.part({ $0.cookieDomain })?.covers(service.host) ?? false { return true }
        return try access.services.areas(at: service, in: repository) != nil
    }

    // The check.

    private func check(
        _ question: ForwardQuestion, _ forwarded: ForwardedRequest, _ service: ServiceOrigin?, _ asked: Asked
    ) throws -> Response {
        guard !ServiceField.isImitated(in: asked.request.fields) else { throw Problem.imitatedField }
        guard let caller = try caller(question, forwarded, service, asked) else {
            return try signInNeeded(.noCredential, question, forwarded, service)
        }
        guard let card = try access.services.card(of: caller.peer.id, in: repository) else {
            throw Problem.invalidToken
        }
        try decide(question, service, card, caller.peer.scopes)
        gate.noteUse(by: caller.peer, asked)
        if let app = caller.appPassword { gate.noteUse(of: app, asked) }
        let carriers = asked.request.carriers
        let lines = FieldLines(
            joining: card.lines, ServiceField.line(of: caller.peer.scopes), ServiceField.line(of: carriers))
        return .forwarded(lines, kept(question, asked.request, without: carriers))
    }

    /// Nil for a browser whose session has ended, where the answer can lead it on.
    private func caller(
        _ question: ForwardQuestion, _ forwarded: ForwardedRequest, _ service: ServiceOrigin?, _ asked: Asked
    ) throws -> ForwardCaller? {
        do {
            return try access.authenticator.caller(
                of: asked.request, at: service?.host ?? "", from: asked.origin, in: repository, now: asked.now,
                beforeSearching: { try access.checkRate(ofSearchesFrom: asked.origin) },
                takesPlainCookies: live.part { $0.insecureCookies })
        } catch let problem as Problem where problem == .invalidAppPassword {
            // A program cannot sign in anywhere.
            try access.checkRate(ofFailedSessionsFrom: asked.origin)
            throw problem
        } catch let problem as Problem where problem == .invalidSession {
            try access.checkRate(ofFailedSessionsFrom: asked.origin)
            return nil
        }
    }

    /// The order protects what exists: who may not reach a service learns nothing about it.
    private func decide(
        _ question: ForwardQuestion, _ service: ServiceOrigin?, _ card: ServiceCard, _ scopes: Scopes
    ) throws {
        guard scopes.contains(.use) else { throw Problem.scopeMissing(.use) }
        if let word = question.area {
            let area = try access.services.area(word, in: repository)
            switch area?.access(assigned: card.areas, scopes: scopes) ?? .notAssigned {
            case .allowed: return
            case .disabled: throw Problem.areaDisabled
            case .lacksScope: throw Problem.scopeMissing(.use)
            case .notAssigned: throw Problem.areaDenied
            }
        }
        let areas = try service.flatMap { try access.services.areas(at: $0, in: repository) } ?? []
        guard areas.access(assigned: card.areas, scopes: scopes) == .allowed else { throw Problem.unknownService }
    }

    /// For proxies that replace fields by those of the answer: what is left of them without kith's own.
    private func kept(
        _ question: ForwardQuestion, _ request: Request, without carriers: ForwardCredential.Carriers
    ) -> HeaderFields {
        var fields = HeaderFields()
        if question.kept.contains(.authorization), !carriers.contains(.authorization) {
            for value in request.fields.values(of: "Authorization") { fields.append("Authorization", value) }
        }
        if question.kept.contains(.cookie) {
            let others = request.othersCookies
            if !others.isEmpty { fields.append("Cookie", others) }
        }
        return fields
    }

    // Signing in.

    /// A browser that opens a page is led to the page of kith; everything else gets the address only.
    private func signInNeeded(
        _ problem: Problem, _ question: ForwardQuestion, _ forwarded: ForwardedRequest, _ service: ServiceOrigin?
    ) throws -> Response {
        guard question.redirects, forwarded.isVisit, let service, service.isTLS, try isKnown(service) else {
            throw problem.leading(to: signInAddress(for: forwarded, service, start: nil))
        }
        return try onward(forwarded, service)
    }

    private func onward(_ forwarded: ForwardedRequest, _ service: ServiceOrigin) throws -> Response {
        var random = SecureRandom()
        let start = SessionSecret(using: &random)
        guard let address = signInAddress(for: forwarded, service, start: start.hash) else {
            throw Problem.noCredential
        }
        return .onward(to: address, [.signIn(start.text)])
    }

    private func signInAddress(
        for forwarded: ForwardedRequest, _ service: ServiceOrigin?, start: SecretHash?
    ) -> String? {
        guard let url = live.part({ $0.publicURL }), url.isTLS else { return nil }
        var address = "\(url.text)/sign-in"
        guard let service else { return address }
        let page = PercentEncoding.encode("\(service)\(forwarded.target)")
        // Longer ones would not fit into the head of the browser's next request: it begins at the service's first page.
        address += "?to=" + (page.utf8.count <= 6_000 ? page : PercentEncoding.encode("\(service)/"))
        if let start { address += "&start=\(start.text)" }
        return address
    }

    private func start(
        _ forwarded: ForwardedRequest, _ service: ServiceOrigin?, _ asked: Asked
    ) throws -> Response {
        guard asked.origin.isProxied, asked.origin.transport == .tls, let service, try isKnown(service) else {
            throw Problem.notFound
        }
        // nginx comes here after each 401. A browser with a wrong app password stays at the service, as with other proxies.
        if try ForwardCredential(asked.request).isAppPassword { throw Problem.invalidAppPassword }
        guard forwarded.isVisit else {
            throw Problem.noCredential.leading(to: signInAddress(for: forwarded, service, start: nil))
        }
        return try onward(forwarded, service)
    }

    private func finish(
        _ code: String, _ service: ServiceOrigin?, _ asked: Asked, _ answering: Answering
    ) throws {
        guard asked.origin.isProxied, asked.origin.transport == .tls, let service, try isKnown(service) else {
            throw Problem.notFound
        }
        let starts = asked.request.cookies(CookieName.signIn)
        guard starts.count == 1, let start = SessionSecret(starts[0])?.hash,
            let visit = access.signIns.end(code, at: service, from: start)
        else { throw Problem.signInOver }
        var random = SecureRandom()
        let session = SessionSecret(using: &random)
        let limits = live.limits
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.openSession(
                session.hash, atHost: service.host, by: visit.key, now: asked.now, limits: limits)
        } then: { end in
            guard end != nil else { throw Problem.unknownKey }
            // With the host: a path may begin with two slashes, and would lead to another one.
            return .onward(to: "\(service)\(visit.path)", [.forwardHere(session.text), SetCookie.signIn("").gone])
        }
    }

    /// A paired browser, on kith's own page, goes back to the service.
    func signIn(_ body: SignInBody, of peer: AuthenticatedPeer, _ asked: Asked) throws -> Response {
        guard asked.origin.transport == .tls, body.service.isTLS else { throw Problem.sessionNeedsTLS }
        guard let key = peer.key, let card = try access.services.card(of: peer.id, in: repository) else {
            throw Problem.proofMissing
        }
        let scopes = peer.scopes.intersection(.cookie)
        let areas = try access.services.areas(at: body.service, in: repository) ?? []
        guard areas.access(assigned: card.areas, scopes: scopes) == .allowed else { throw Problem.unknownService }
        var random = SecureRandom()
        let visit = SignIns.Visit(key: key, path: body.path)
        do throws(TicketRejection) {
            let code = try access.signIns.begin(
                visit, of: peer.id, at: body.service, from: body.start, using: &random)
            return .signIn(at: "\(body.service)/.kith/finish?code=\(code.text)")
        } catch { throw Problem.tooManyTickets }
    }
}

extension ForwardCredential {
    fileprivate var isAppPassword: Bool {
        switch self {
        case .password: true
        case .token(let text): AppPassword.isMeant(by: text)
        case .none, .hostSession, .domainSession: false
        }
    }
}

extension ServiceOrigin {
    /// Of the request that a proxy reports. Nil if no trusted proxy does.
    fileprivate init?(_ forwarded: ForwardedRequest, from origin: RequestSource) {
        guard origin.isProxied, let authority = forwarded.authority else { return nil }
        self.init(isTLS: origin.transport == .tls, host: authority.host, port: authority.port)
    }
}
