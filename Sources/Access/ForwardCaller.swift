import API
public import Core
import Credentials
public import HTTPMessage
public import Store
public import WebAPI

/// Who sends a request to a service.
public struct ForwardCaller: Sendable {
    public let peer: AuthenticatedPeer
    /// The field that held its credential. Nil for a cookie.
    public let carrier: ForwardCredential.Carrier?
}

extension Authenticator {
    /// Authenticates the sender of a request to a service. Nil if it shows no credential of kith.
    ///
    /// - Parameters:
    ///   - host: the service's host, where the request went.
    ///   - takesPlainCookies: whether cookies are valid on plain connections, as a network without TLS may decide.
    public func caller(
        of request: Request, at host: String, from origin: RequestSource, in repository: any Repository, now: Moment,
        takesPlainCookies: Bool
    ) throws -> ForwardCaller? {
        switch try ForwardCredential(request) {
        case .none: return nil
        case .token(let text, let carrier):
            return ForwardCaller(peer: try bearer(of: text, from: origin, in: repository, now: now), carrier: carrier)
        case .hostSession(let text):
            guard origin.transport == .tls else { throw Problem.cookieNeedsTLS }
            return ForwardCaller(
                peer: try holder(ofForwardSession: text, at: host, over: .tls, in: repository, now: now), carrier: nil)
        case .domainSession(let text):
            guard origin.transport == .tls || takesPlainCookies && origin.transport == .plainHTTP else {
                throw Problem.cookieNeedsTLS
            }
            let peer = try holder(
                ofForwardSession: text, at: nil, over: origin.transport, in: repository, now: now)
            return ForwardCaller(peer: peer, carrier: nil)
        }
    }

    private func holder(
        ofForwardSession text: String, at host: String?, over transport: Transport, in repository: any Repository,
        now: Moment
    ) throws -> AuthenticatedPeer {
        guard let hash = SessionSecret(text)?.hash, let standing = try standing(ofSession: hash, in: repository),
            standing.purpose == .forward, standing.host == host, standing.isLive(at: now)
        else { throw Problem.invalidSession }
        let scopes = standing.scopes(by: .cookie, over: transport, at: now).intersection(.use)
        let use = SessionUse(hash: hash, until: standing.expiresAt)
        return AuthenticatedPeer(id: standing.peer, key: standing.key, scopes: scopes, token: nil, session: use)
    }
}
