import API
import Access
import Core
import Credentials
import HTTPMessage
import Settings

/// The cookies that a browser may get, by transport.
struct CookieOffers: Sendable {
    let node: NodeID
    let live: LiveSettings

    var limits: Limits { live.limits }

    struct Offer {
        let secret: SessionSecret
        let cookie: SetCookie
    }

    /// The cookies for a request of this source. A cookie for proxies is useful to an attacker who reads it on a plain
    /// connection; a network without TLS may enable it nevertheless. On loopback there is none.
    func offer(to origin: RequestSource) -> [SessionPurpose: Offer] {
        var random = SecureRandom()
        var offer: [SessionPurpose: Offer] = [:]
        let settings = live.value
        // A browser rejects a domain that does not cover the requested host.
        let domain = settings.cookieDomain.flatMap { $0.covers(origin.authority.host) ? $0.text : nil }
        let isPrivate = origin.transport.accepts(.cookie)
        if isPrivate {
            let secret = SessionSecret(using: &random)
            offer[.kith] = Offer(secret: secret, cookie: .kith(secret.text, of: node))
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
