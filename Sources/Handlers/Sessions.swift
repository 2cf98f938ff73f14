import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Settings
import Store

// Cookies, for browsers that have shown their key.
extension Router {
    func openSession(of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) throws {
        guard let key = peer.key else { throw Problem.proofMissing }
        let offer = cookies(for: asked.origin)
        guard !offer.isEmpty else { throw Problem.sessionNeedsTLS }
        let hashes = offer.mapValues(\.secret.hash)
        let limits = limits
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.openSessions(hashes, by: key, now: asked.now, limits: limits)
        } then: { end in
            guard let end else { throw Problem.unknownKey }
            // An older one may have made room for it.
            events.recheck(peer.id)
            return .session(until: end, SessionPurpose.allCases.compactMap { offer[$0]?.cookie })
        }
    }

    /// All that the key has opened: they are of one browser.
    func closeSessions(of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) {
        let gone = cookies(for: asked.origin).values.map { $0.cookie.gone }
        submit(answering) { transaction throws(StorageFailure) in
            if let key = peer.key { try transaction.deleteSessions(of: key) }
        } then: {
            events.recheck(peer.id)
            return .signedOut(gone)
        }
    }

    struct Offer {
        let secret: SessionSecret
        let cookie: SetCookie
    }

    /// What a browser may get that asks in this way. One for proxies is worth the same to whoever reads it on a plain
    /// connection: a network without TLS can have it all the same. On loopback there is none.
    func cookies(for origin: RequestSource) -> [SessionPurpose: Offer] {
        var random = SecureRandom()
        var offer: [SessionPurpose: Offer] = [:]
        let settings = live.value
        // A browser refuses a domain that the host it asked is not in.
        let domain = settings.cookieDomain.flatMap { $0.covers(origin.authority.host) ? $0.text : nil }
        let isPrivate = origin.transport.accepts(.cookie)
        if isPrivate {
            let secret = SessionSecret(using: &random)
            offer[.kith] = Offer(secret: secret, cookie: .kith(secret.text))
        }
        let isInsecureOne = settings.insecureCookies && origin.transport == .plainHTTP
        if isPrivate ? domain != nil : isInsecureOne {
            let secret = SessionSecret(using: &random)
            let cookie = SetCookie.forward(secret.text, domain: domain, isSecure: isPrivate)
            offer[.forward] = Offer(secret: secret, cookie: cookie)
        }
        return offer
    }
}
