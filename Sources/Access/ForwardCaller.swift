import API
public import Core
import Credentials
public import HTTPMessage
public import Store
import WebAPI

/// Who sends a request to a service.
public struct ForwardCaller: Sendable {
    public let peer: AuthenticatedPeer
    /// The app password that it showed, if it did.
    public var appPassword: AppPasswordUse?
}

/// An app password that was used, and when it was used before.
public struct AppPasswordUse: Hashable, Sendable {
    public let hash: SecretHash
    public let lastUsed: Moment?
}

extension Authenticator {
    /// Authenticates the sender of a request to a service. Nil if it shows no credential of kith.
    ///
    /// - Parameters:
    ///   - host: the service's host, where the request went.
    ///   - beforeSearching: called before the store is asked for an app password. It throws for an address that has shown
    ///     too many wrong ones.
    ///   - takesPlainCookies: whether cookies are valid on plain connections, as a network without TLS may decide.
    public func caller(
        of request: Request, at host: String, from origin: RequestSource, in repository: any Repository, now: Moment,
        beforeSearching: () throws -> Void = {}, takesPlainCookies: Bool
    ) throws -> ForwardCaller? {
        switch try ForwardCredential(request) {
        case .none: return nil
        case .password(let text):
            return try app(text, from: origin, in: repository, beforeSearching, now: now)
        case .token(let text) where AppPassword.isMeant(by: text):
            return try app(text, from: origin, in: repository, beforeSearching, now: now)
        case .token(let text):
            return ForwardCaller(peer: try bearer(of: text, from: origin, in: repository, now: now))
        case .hostSession(let text):
            guard origin.transport == .tls else { throw Problem.cookieNeedsTLS }
            return ForwardCaller(
                peer: try holder(ofForwardSession: text, at: host, over: .tls, in: repository, now: now))
        case .domainSession(let text):
            guard origin.transport == .tls || takesPlainCookies && origin.transport == .plainHTTP else {
                throw Problem.cookieNeedsTLS
            }
            let peer = try holder(
                ofForwardSession: text, at: nil, over: origin.transport, in: repository, now: now)
            return ForwardCaller(peer: peer)
        }
    }

    /// An app password is for services only, also if its peer may do more.
    private func app(
        _ text: String, from origin: RequestSource, in repository: any Repository, _ beforeSearching: () throws -> Void,
        now: Moment
    ) throws -> ForwardCaller {
        guard origin.transport == .tls else { throw Problem.appPasswordNeedsTLS }
        guard let hash = AppPassword(text)?.hash,
            let standing = try standing(ofAppPassword: hash, in: repository, beforeSearching), standing.isLive(at: now)
        else { throw Problem.invalidAppPassword }
        let scopes = standing.scopes(by: .bearer, over: .tls, at: now).intersection(.use)
        return ForwardCaller(
            peer: AuthenticatedPeer(id: standing.peer, key: nil, scopes: scopes, token: nil),
            appPassword: AppPasswordUse(hash: hash, lastUsed: standing.lastUsed))
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
