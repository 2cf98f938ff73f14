import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Store

/// Cookies, for browsers that have proved their key.
struct SessionHandlers: ResourceHandlers {
    let repository: any Repository
    let events: EventStreams
    let cookies: CookieOffers

    func open(of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) throws {
        guard let key = peer.key else { throw Problem.proofMissing }
        let offer = cookies.offer(to: asked.origin)
        guard !offer.isEmpty else { throw Problem.sessionNeedsTLS }
        let hashes = offer.mapValues(\.secret.hash)
        let limits = cookies.limits
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.openSessions(hashes, by: key, now: asked.now, limits: limits)
        } then: { end in
            guard let end else { throw Problem.unknownKey }
            // An older session may have been removed for it.
            events.recheck(peer.id)
            return .session(until: end, SessionPurpose.allCases.compactMap { offer[$0]?.cookie })
        }
    }

    /// Closes all sessions of the key: they belong to one browser.
    func close(of peer: AuthenticatedPeer, _ asked: Asked, _ answering: Answering) {
        let gone = cookies.offer(to: asked.origin).values.map { $0.cookie.gone }
        submit(answering) { transaction throws(StorageFailure) in
            if let key = peer.key { try transaction.deleteSessions(of: key) }
        } then: {
            events.recheck(peer.id)
            return .signedOut(gone)
        }
    }
}
