public import API
public import Core
public import Credentials
public import Store
import Synchronization
public import System

/// The tickets that are out: each is bound to what it was asked for with, and to where that peer comes from.
public final class Tickets: Sendable {
    private struct Holder {
        let peer: PeerID
        let key: PublicKey?
        let token: SecretHash?
        let session: SessionUse?
        /// As far as streams care: whether it hears what operators hear.
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

    /// Whose ticket this is, if what it was asked for with still counts. With that it is used up.
    public func redeem(_ text: String, at origin: RequestSource, in store: any Snapshot, now: Moment) throws
        -> AuthenticatedPeer
    {
        let holder = desk.withLock { $0.redeem(text, at: origin.place, now: elapsed()) }
        guard let holder else { throw Problem.badTicket }
        // It carries no more than that with which it was asked for would carry on this way, which may be another.
        guard holder.session == nil || origin.transport.accepts(.cookie) else { throw Problem.cookieNeedsTLS }
        guard holder.key != nil || origin.transport.accepts(.bearer) else { throw Problem.bearerNeedsTLS }
        let scopes = holder.mayAdmin ? Scopes(.admin).intersection(origin.transport.cap) : .none
        // Of a key its token may have been renewed since.
        let peer = AuthenticatedPeer(
            id: holder.peer, key: holder.key, scopes: scopes,
            token: holder.key == nil ? holder.token : nil, session: holder.session)
        guard try store.isValid(peer.credential, of: peer.id, at: now) else { throw Problem.badTicket }
        return peer
    }
}
