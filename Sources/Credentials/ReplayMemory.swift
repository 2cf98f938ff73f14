import Core

/// What became of a proof.
public enum ReplayVerdict: Hashable, Sendable {
    /// Not seen before; it is remembered now.
    case admitted
    /// Used already.
    case replayed
    /// This peer sent as many in the life of a nonce as it may.
    case peerQuotaReached
    /// All peers together did.
    case full
}

/// Remembers which proofs were used, until their nonces die: what makes each good for one request.
///
/// A full memory refuses; it never forgets, because forgetting would let a proof through twice. So that no peer fills
/// it for all, each has a quota. A `jti` is kept as 16 bytes of its SHA-256, however long it was.
public struct ReplayMemory<Peer: Hashable & Sendable>: Sendable {
    private struct Use: Hashable {
        let peer: Peer
        let jti: Octets16
    }

    private let capacity: Int
    private let quota: Int
    private var uses: Set<Use> = []
    private var usesOfPeer: [Peer: Int] = [:]
    /// By the first whole second at which they are dead.
    private var usesBySecond: [Int64: [Use]] = [:]
    private var sweptSecond = Int64.min
    /// Proofs that were refused for want of room are not remembered: none counts whose nonce dies no later than theirs.
    private var barred = Duration.zero
    private var barredOfPeer: [Peer: Duration] = [:]

    /// A memory for `capacity` uses, `quota` of them by one peer, in the life of a nonce.
    public init(capacity: Int = ReplayLimits.capacity, quota: Int = ReplayLimits.quota) {
        self.capacity = capacity
        self.quota = quota
    }

    /// How many uses are remembered.
    public var count: Int { uses.count }

    /// Takes note that `peer` used `jti` under a nonce that dies at `until`, unless it may not.
    ///
    /// To be asked last, after signature and token were found good: what a stranger sends costs no memory.
    public mutating func admit(jti: String, peer: Peer, until: Duration, now: Duration) -> ReplayVerdict {
        forgetDead(at: now)
        let use = Use(peer: peer, jti: shortHash(jti))
        if uses.contains(use) { return .replayed }
        if usesOfPeer[peer, default: 0] >= quota || until <= barredOfPeer[peer, default: .zero] {
            barredOfPeer[peer] = max(until, barredOfPeer[peer, default: .zero])
            return .peerQuotaReached
        }
        if uses.count >= capacity || until <= barred {
            barred = max(until, barred)
            return .full
        }
        uses.insert(use)
        usesOfPeer[peer, default: 0] += 1
        usesBySecond[until.components.seconds + 1, default: []].append(use)
        return .admitted
    }

    /// Whether this use is remembered; perhaps a little longer than it must be.
    public func remembers(jti: String, peer: Peer) -> Bool { uses.contains(Use(peer: peer, jti: shortHash(jti))) }

    /// At most once a second, over as many seconds as nonces live: the work for one use does not grow with their number.
    private mutating func forgetDead(at now: Duration) {
        let second = now.components.seconds
        guard second > sweptSecond else { return }
        sweptSecond = second
        for dead in usesBySecond.keys where dead <= second {
            for use in usesBySecond.removeValue(forKey: dead) ?? [] { forget(use) }
        }
        for (peer, end) in barredOfPeer where end <= now { barredOfPeer[peer] = nil }
        // A set keeps the room it once needed; after a flood that is megabytes.
        if uses.isEmpty { uses = [] }
    }

    private mutating func forget(_ use: Use) {
        uses.remove(use)
        let left = usesOfPeer[use.peer, default: 1] - 1
        usesOfPeer[use.peer] = left == 0 ? nil : left
    }
}

/// The bounds of a ``ReplayMemory`` unless a setting says otherwise.
public enum ReplayLimits {
    /// A use takes some 100 bytes in all, so this is a few megabytes at the very worst.
    public static let capacity = 65_536
    /// Seventeen signed requests a second, all through the minute that a nonce lives: a page loads with a few, and
    /// it takes 64 peers at their quota to fill the memory.
    public static let quota = 1_024
}

private func shortHash(_ text: String) -> Octets16 {
    guard let hash = Octets16(SHA256.hash(text.utf8.span).bytes.prefix(Octets16.count)) else {
        preconditionFailure("half of a SHA-256 digest has 16 bytes")
    }
    return hash
}
