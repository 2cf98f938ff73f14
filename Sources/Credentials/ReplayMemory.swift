import Core

/// The result of using a proof.
public enum ReplayVerdict: Hashable, Sendable {
    /// It was not seen before. It is remembered now.
    case admitted
    /// It was already used.
    case replayed
    /// This peer has used as many proofs as it may during the life of a nonce.
    case peerQuotaReached
    /// All peers together have.
    case full
}

/// Remembers which proofs were used, until their nonces expire. So each is valid for one request.
///
/// A full memory rejects proofs. It never forgets, because forgetting would accept a proof twice. Each peer has a
/// quota, so that none fills the memory for all. A `jti` is stored as 16 bytes of its SHA-256.
public struct ReplayMemory<Peer: Hashable & Sendable>: Sendable {
    private struct Use: Hashable {
        let peer: Peer
        let jti: Octets16
    }

    private let capacity: Int
    private let quota: Int
    private var uses: Set<Use> = []
    private var usesOfPeer: [Peer: Int] = [:]
    /// By the first whole second at which they have expired.
    private var usesBySecond: [Int64: [Use]] = [:]
    private var sweptSecond = Int64.min
    /// Proofs that were rejected because the memory was full are not stored. No proof is accepted whose nonce expires
    /// no later than theirs.
    private var barred = Duration.zero
    private var barredOfPeer: [Peer: Duration] = [:]

    /// A memory for `capacity` uses, `quota` of them by one peer, during the life of a nonce.
    public init(capacity: Int = ReplayLimits.capacity, quota: Int = ReplayLimits.quota) {
        self.capacity = capacity
        self.quota = quota
    }

    /// How many uses are remembered.
    public var count: Int { uses.count }

    /// Remembers that `peer` used `jti` with a nonce that expires at `until`, if it may.
    ///
    /// Call it last, after signature and token were checked: requests of strangers then cost no memory.
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

    /// Whether this use is remembered, perhaps for a little longer than needed.
    public func remembers(jti: String, peer: Peer) -> Bool { uses.contains(Use(peer: peer, jti: shortHash(jti))) }

    /// Runs at most once a second, over as many seconds as nonces live: the work for one use does not grow with their
    /// number.
    private mutating func forgetDead(at now: Duration) {
        let second = now.components.seconds
        guard second > sweptSecond else { return }
        sweptSecond = second
        for dead in usesBySecond.keys where dead <= second {
            for use in usesBySecond.removeValue(forKey: dead) ?? [] { forget(use) }
        }
        for (peer, end) in barredOfPeer where end <= now { barredOfPeer[peer] = nil }
        // A set keeps its capacity. After a flood that is megabytes.
        if uses.isEmpty { uses = [] }
    }

    private mutating func forget(_ use: Use) {
        uses.remove(use)
        let left = usesOfPeer[use.peer, default: 1] - 1
        usesOfPeer[use.peer] = left == 0 ? nil : left
    }
}

/// The default bounds of a ``ReplayMemory``.
public enum ReplayLimits {
    /// A use takes about 100 bytes, so this is a few megabytes at most.
    public static let capacity = 65_536
    /// Seventeen signed requests a second during the minute that a nonce lives. A page loads with a few. It takes 64
    /// peers at their quota to fill the memory.
    public static let quota = 1_024
}

private func shortHash(_ text: String) -> Octets16 {
    guard let hash = Octets16(SHA256.hash(text.utf8.span).bytes.prefix(Octets16.count)) else {
        preconditionFailure("half of a SHA-256 digest has 16 bytes")
    }
    return hash
}
