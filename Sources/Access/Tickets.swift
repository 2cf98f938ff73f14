public import API
public import Core
public import Credentials
public import Store
import Synchronization
public import System

/// The issued tickets. Each is bound to the credential and to the place of the request that asked for it.
public final class Tickets: Sendable {
    private struct Holder {
        let peer: PeerID
        let key: PublicKey?
        let token: SecretHash?
        let session: SessionUse?
        /// Whether the stream receives the events of operators.
        let mayAdmin: Bool
    }

    private let desk = Mutex(TicketDesk<Holder, PeerID, HostAddress>())
    private let elapsed: @Sendable () -> Duration

    public init(elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() }) { self.elapsed = elapsed }

    public func issue(
        for peer: AuthenticatedPeer, at origin: RequestSource, using random: inout SecureRandom
    ) throws(Problem) -> Ticket {
        let holder = Holder(
            peer: peer.id, key: peer.key, token: peer.token, session: peer.session,
            mayAdmin: peer.scopes.contains(.admin))
        let place = origin.place
        do throws(TicketRejection) {
            return try desk.withLock { desk throws(TicketRejection) in
                try desk.issue(for: holder, of: peer.id, at: place, now: elapsed(), using: &random)
            }
        } catch { throw .tooManyTickets }
    }

    /// Returns the holder of a ticket, if its credential is still valid. Uses up the ticket.
    public func redeem(_ text: String, at origin: RequestSource, in store: any Snapshot, now: Moment) throws
        -> AuthenticatedPeer
    {
        let holder = desk.withLock { $0.redeem(text, at: origin.place, now: elapsed()) }
        guard let holder else { throw Problem.badTicket }
        // The ticket carries no more rights than its credential would have on this transport, which may be another.
        guard holder.session == nil || origin.transport.accepts(.cookie) else { throw Problem.cookieNeedsTLS }
        guard holder.key != nil || origin.transport.accepts(.bearer) else { throw Problem.bearerNeedsTLS }
        let scopes = holder.mayAdmin ? Scopes(.admin).intersection(origin.transport.cap) : .none
        // The token of a key may have been renewed since.
        let peer = AuthenticatedPeer(
            id: holder.peer, key: holder.key, scopes: scopes,
            token: holder.key == nil ? holder.token : nil, session: holder.session)
        guard try store.isValid(peer.credential, of: peer.id, at: now) else { throw Problem.badTicket }
        return peer
    }
}
