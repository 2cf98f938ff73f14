import API
import Access
import Core
import Credentials
import HTTPMessage
import Store
import WebAPI
import WebPages

/// Joining without JavaScript. Only over TLS: the form contains secrets that others must not read.
struct JoinFormHandlers: ResourceHandlers {
    let repository: any Repository
    let livePages: LivePages
    let cookies: CookieOffers

    private var pages: Pages { livePages.value }

    /// A browser without scripts cannot make a key. It gets one whose private half nobody has, and its session
    /// identifies it for as long as it is used.
    func claim(by form: JoinForm?, _ choice: LanguageChoice, _ asked: Asked, _ answering: Answering) throws {
        guard asked.origin.transport == .tls else { throw Problem.unsupportedMediaType }
        // Any page can send a form. A browser always names the page's origin.
        guard asked.request.fields["Origin"] != nil else { throw Problem.originMissing }
        guard let form else { return answering.send(pages.response(to: .incomplete, choice)) }
        var random = SecureRandom()
        let claim = ClaimSecret(using: &random)
        let ticket = ClaimTicket(pin: Pin(using: &random), claim: claim, claimHash: claim.hash)
        let claimant = Claimant(
            key: SigningKey(using: &random).publicKey, keyIsProved: false, keyOrigin: .secure,
            address: asked.origin.client ?? .loopback,
            userAgent: UserAgent(cleaning: asked.request.fields["User-Agent"] ?? ""),
            nodeAddress: asked.origin.nodeAddress, proposedName: nil)
        let request = ClaimRequest(tokenHash: form.token.hash, claimant: claimant, ticket: ticket) { $0 == form.secret }
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.claim(request, now: asked.now)
        } then: { outcome in
            guard let (_, result) = outcome else { return pages.response(to: .unknown, choice) }
            switch result {
            case .accepted, .repeated: return .formTaken(.claim(claim.text))
            case .rejected(let rejection): return pages.response(to: JoinStep(rejection), choice)
            }
        }
    }

    func step(of claim: ClaimSecret?, _ choice: LanguageChoice, _ asked: Asked, _ answering: Answering) throws {
        guard asked.origin.transport == .tls else { throw Problem.notFound }
        guard let claim else { return answering.send(pages.response(to: .nothing, choice)) }
        let offer = cookies.offer(to: asked.origin)
        let (hashes, limits) = (offer.mapValues(\.secret.hash), cookies.limits)
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.readOutcome(claimHash: claim.hash, sessions: hashes, now: asked.now, limits: limits)
        } then: { read in
            let done = SetCookie.claim("").gone
            switch read?.1 {
            case .waiting(let pin, _):
                return pages.response(to: .waiting(pin, read?.0.progress(limits: limits)), choice)
            case .registered:
                let offered = SessionPurpose.allCases.compactMap { offer[$0]?.cookie }
                return pages.response(to: .registered, choice, offered + [done])
            case .failed(let reason): return pages.response(to: JoinStep(reason), choice, [done])
            case .rejected, nil: return pages.response(to: .nothing, choice, [done])
            }
        }
    }
}
