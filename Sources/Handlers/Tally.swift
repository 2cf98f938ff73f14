import API
public import Access
public import Core
import Credentials
public import Store
import Synchronization

/// What is counted since the start, in addition to the server's counts of connections and requests.
public final class Tally: Sendable {
    struct Counts: Sendable {
        var events = counters(of: EventType.allCases.filter { !$0.isOfTheStream })
        var completed = counters(of: PairingCompleted.Way.allCases)
        var failed = counters(of: PairingFailure.Reason.allCases)
        var revocations = counters(of: RevocationReason.allCases)
        /// By code. Each code is a constant of this program.
        var refusals = counters(of: watched.map(\.code))
        var proofs = counters(of: ProofRefusal.all)
        var transactions: UInt64 = 0
        var failures = counters(of: StorageFailure.Kind.allCases)
        var goodRounds: UInt64 = 0
        var failedRounds: UInt64 = 0
        var lastGoodRound: Moment?
        /// Grows when a peer is added, changed or removed.
        var peerChanges: UInt64 = 0
    }

    private let counts = Mutex(Counts())

    public init() {}

    var value: Counts { counts.withLock { $0 } }

    /// Counts committed events.
    public func note(_ events: [Event]) {
        counts.withLock { counts in
            counts.transactions += 1
            for event in events { counts.note(event.fact) }
        }
    }

    public func note(_ failure: StorageFailure) { counts.withLock { $0.failures[failure.kind, default: 0] += 1 } }

    func note(_ problem: Problem) { counts.withLock { $0.refusals[problem.code, default: 0] += 1 } }

    public func note(_ refusal: ProofRefusal) { counts.withLock { $0.proofs[refusal, default: 0] += 1 } }

    public func noteJobs(areDone: Bool, at now: Moment) {
        counts.withLock { counts in
            if areDone { counts.goodRounds += 1 } else { counts.failedRounds += 1 }
            if areDone { counts.lastGoodRound = now }
        }
    }
}

extension Tally.Counts {
    fileprivate mutating func note(_ fact: Fact) {
        let details = fact.details
        events[details.type, default: 0] += 1
        if details.changesPeers { peerChanges += 1 }
        switch fact {
        case .pairingCompleted(let completed): self.completed[completed.way, default: 0] += 1
        case .pairingFailed(_, let reason, _): failed[reason, default: 0] += 1
        case .tokenRevoked(_, let reason, _, _): revocations[reason, default: 0] += 1
        default: break
        }
    }
}

/// These start at zero, so that an alert also notices the first one. Others appear with their first.
private let watched: [Problem] = [
    .foreignHost, .foreignOrigin, .invalidToken, .invalidProof, .unknownKey, .bearerNeedsTLS, .badTicket,
    .thisMachineOnly, .tooManyProofs, .tooManyTickets, .tooManyRequests(retryAfter: .zero),
    .tooManyStreams(retryAfter: .zero), Problem(ClaimRejection.badProof), Problem(ClaimRejection.alreadyClaimed),
    .wrongPin(attemptsLeft: 0), .storeBusy, .storeFailed,
]

private func counters<Key: Hashable>(of keys: [Key]) -> [Key: UInt64] {
    Dictionary(keys.map { ($0, 0) }) { first, _ in first }
}
