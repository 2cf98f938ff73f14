import API
import Access
import Core
import Credentials
import HTTPMessage
import Settings

/// The cookies that a browser may get, by the way it asks.
struct CookieOffers: Sendable {
    let live: LiveSettings

    var limits: Limits { live.limits }

    struct Offer {
        let secret: SessionSecret
        let cookie: SetCookie
    }

    /// What a browser may get that asks in this way. One for proxies is worth the same to whoever reads it on a plain
    /// connection: a network without TLS can have it all the same. On loopback there is none.
    func offer(to origin: RequestSource) -> [SessionPurpose: Offer] {
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
