import Credentials
import PairingCore
import Registry
import Synchronization
import WebInterface

/// The tickets that are out: each is bound to a peer's key, and to where that peer comes from.
final class Tickets: Sendable {
    private struct Holder: Hashable {
        let peer: PeerID
        let key: PublicKey
        /// As far as streams care: whether it hears what operators hear.
        let mayAdmin: Bool
    }

    private let desk = Mutex(TicketDesk<Holder, HostAddress>())

    func issue(
        for peer: AuthenticatedPeer, at origin: RequestOrigin, using random: inout SecureRandom
    ) throws(Problem) -> Ticket {
        let holder = Holder(peer: peer.id, key: peer.key, mayAdmin: peer.scopes.contains(.admin))
        let place = origin.place
        do throws(TicketRejection) {
            return try desk.withLock { desk throws(TicketRejection) in
                try desk.issue(for: holder, at: place, now: MonotonicClock.now(), using: &random)
            }
        } catch { throw .tooManyTickets }
    }

    /// Whose ticket this is, if its key still counts. With that it is used up.
    func redeem(_ text: String, at origin: RequestOrigin, in store: any Snapshot, now: Moment) throws
        -> AuthenticatedPeer
    {
        let holder = desk.withLock { $0.redeem(text, at: origin.place, now: MonotonicClock.now()) }
        guard let holder, let standing = try store.keyHolder(holder.key), standing.id == holder.peer,
            standing.isLive(at: now)
        else { throw Problem.badTicket }
        return AuthenticatedPeer(
            id: holder.peer, key: holder.key, scopes: holder.mayAdmin ? Scopes(.admin) : .none, token: nil)
    }
}

extension RequestOrigin {
    /// The address, or of v6 its network: phones change the rest of it as they like.
    fileprivate var place: HostAddress { (client ?? .loopback).network64 }
}
