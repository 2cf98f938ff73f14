import Core

/// Opens one stream. A peer gets it by a signed request, because a browser's WebSocket cannot send header fields of a
/// script. Its description does not contain its value.
public struct Ticket: Sendable, CustomStringConvertible {
    /// The ticket itself, 43 characters of base64url.
    public let text: String

    public var description: String { "Ticket(hidden)" }
}

/// Why no ticket was issued.
public enum TicketRejection: Error, Hashable, Sendable {
    /// The peer holds as many unused tickets as it may.
    case peerQuotaReached
    /// All peers together do.
    case full
}

/// Issues tickets and accepts each once.
///
/// `Place` is where a client comes from: its address, or its network. `Holder` is whom a ticket is for. All holders of
/// one peer share its quota.
public struct TicketDesk<Holder: Sendable, Peer: Hashable & Sendable, Place: Hashable & Sendable>: Sendable {
    private struct Issued {
        let holder: Holder
        let peer: Peer
        let place: Place
        let expires: Duration
    }

    private let capacity: Int
    private let quota: Int
    /// By hash, so that the time of a look-up depends on a value that nobody can choose.
    private var issued: [SecretHash: Issued] = [:]
    private var countOfPeer: [Peer: Int] = [:]
    private var sweptSecond = Int64.min

    /// A desk for `capacity` unused tickets, `quota` of them of one peer.
    public init(capacity: Int = TicketLimits.capacity, quota: Int = TicketLimits.quota) {
        self.capacity = capacity
        self.quota = quota
    }

    /// How many tickets are held, including expired ones that were not yet removed.
    public var count: Int { issued.count }

    /// A ticket for `holder`, which is of `peer`, to be used from `place` within ``TicketLimits/lifetime``.
    public mutating func issue(
        for holder: Holder, of peer: Peer, at place: Place, now: Duration,
        using generator: inout some RandomNumberGenerator
    ) throws(TicketRejection) -> Ticket {
        removeExpired(at: now)
        guard countOfPeer[peer, default: 0] < quota else { throw .peerQuotaReached }
        guard issued.count < capacity else { throw .full }
        let ticket = Ticket(text: Base64URL.encode(Octets32(using: &generator).bytes))
        issued[hash(of: ticket.text)] = Issued(
            holder: holder, peer: peer, place: place, expires: now + TicketLimits.lifetime)
        countOfPeer[peer, default: 0] += 1
        return ticket
    }

    /// Returns the holder of this ticket, once. Returns nil if it is unknown, used, expired or from another place.
    ///
    /// From another place, it stays valid for its owner. An attacker who reads it on the network gains nothing by using
    /// it first, and cannot use it up.
    public mutating func redeem(_ text: String, at place: Place, now: Duration) -> Holder? {
        let hash = hash(of: text)
        guard let ticket = issued[hash], ticket.place == place else { return nil }
        remove(hash, of: ticket.peer)
        return now < ticket.expires ? ticket.holder : nil
    }

    /// Runs at most once a second: to walk over all tickets is cheap, but not for every request.
    private mutating func removeExpired(at now: Duration) {
        guard now.components.seconds > sweptSecond else { return }
        sweptSecond = now.components.seconds
        for (hash, ticket) in issued where ticket.expires <= now { remove(hash, of: ticket.peer) }
    }

    private mutating func remove(_ hash: SecretHash, of peer: Peer) {
        issued[hash] = nil
        let left = countOfPeer[peer, default: 1] - 1
        countOfPeer[peer] = left == 0 ? nil : left
    }

    private func hash(of text: String) -> SecretHash { SecretHash(SHA256.hash(text.utf8.span)) }
}

/// The default bounds of a ``TicketDesk``.
public enum TicketLimits {
    /// How long a ticket is valid.
    public static let lifetime = Duration.seconds(30)
    /// One for every connection of the server.
    public static let capacity = 4_096
    /// A peer may open 10 streams a minute. The rest is for tabs that ask for a ticket and are then closed.
    public static let quota = 16
}
