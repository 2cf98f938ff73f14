public import Core
public import Credentials
import Synchronization
public import System

/// Browsers that are on their way from kith's own page back to a service's host, with a code that is valid once.
public final class SignIns: Sendable {
    /// The code is worth something only at that host, in the browser that began there.
    private struct Place: Hashable, Sendable {
        let origin: ServiceOrigin
        let start: SecretHash
    }

    /// Whom the session is for, and where the browser wanted to go.
    public struct Visit: Sendable {
        public let key: PublicKey
        public let path: String

        public init(key: PublicKey, path: String) {
            self.key = key
            self.path = path
        }
    }

    private let desk = Mutex(TicketDesk<Visit, PeerID, Place>())
    private let elapsed: @Sendable () -> Duration

    public init(elapsed: @escaping @Sendable () -> Duration = { MonotonicClock.now() }) { self.elapsed = elapsed }

    /// A code for a browser that began at this origin.
    public func begin(
        _ visit: Visit, of peer: PeerID, at origin: ServiceOrigin, from start: SecretHash,
        using random: inout SecureRandom
    ) throws(TicketRejection) -> Ticket {
        try desk.withLock { desk throws(TicketRejection) in
            try desk.issue(
                for: visit, of: peer, at: Place(origin: origin, start: start), now: elapsed(), using: &random)
        }
    }

    /// Returns the visit of this code, once.
    public func end(_ code: String, at origin: ServiceOrigin, from start: SecretHash) -> Visit? {
        desk.withLock { $0.redeem(code, at: Place(origin: origin, start: start), now: elapsed()) }
    }
}
