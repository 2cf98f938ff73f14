import Credentials
import Dispatch
import HTTPServer
import PairingCore
import Registry
import Synchronization
import WebInterface

/// Claimants that wait for how their pairing goes, each with a stream of its own.
final class OutcomeStreams: Sendable {
    /// How it goes, for the claimant.
    enum Outcome: Sendable {
        case waiting(PairingID, until: Moment)
        case decided(OutcomeEvent)
        case unknown
    }

    private struct Waiting {
        let stream: StreamID
        let claim: SecretHash
    }

    /// A page has one, and for a moment perhaps the one before it.
    private static let most = 8

    private let repository: any Repository
    private let limits: Limits
    private let deliveries: Deliveries
    private let server = Mutex<Server?>(nil)
    private let waiting = Mutex<[PairingID: [Waiting]]>([:])

    init(_ repository: any Repository, _ limits: Limits, _ deliveries: Deliveries) {
        self.repository = repository
        self.limits = limits
        self.deliveries = deliveries
    }

    func serve(by server: Server) { self.server.withLock { $0 = server } }

    /// Where the claimant is in, this issues a token: the one before may never have arrived.
    func read(_ claim: SecretHash, then use: @escaping @Sendable (Result<Outcome, StorageFailure>) -> Void) {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now) = (limits, Clock.now())
        repository.submit { transaction throws(StorageFailure) in
            try transaction.readOutcome(claimHash: claim, freshToken: token.hash, now: now, limits: limits)
        } done: { [self] outcome in
            use(
                Result { () throws(StorageFailure) in
                    try describe(try outcome.get().result, token: token, now: now)
                })
        }
    }

    /// From now on this stream ends when the pairing does. It may have ended meanwhile, so it is looked at once more.
    func wait(_ stream: StreamID, for pairing: PairingID, _ claim: SecretHash, until expiresAt: Moment) {
        let displaced = waiting.withLock { waiting in
            waiting[pairing, default: []].append(Waiting(stream: stream, claim: claim))
            guard let all = waiting[pairing], all.count > Self.most else { return nil as StreamID? }
            return waiting[pairing]?.removeFirst().stream
        }
        if let displaced { close(displaced, last: nil) }
        settleIfOver(pairing)
        let left = max(.zero, expiresAt - Clock.now())
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(left.inMilliseconds) + 5)) {
            [weak self] in
            self?.settle(pairing)
        }
    }

    /// Tells those who wait for this pairing how it went.
    func settle(_ pairing: PairingID) {
        let all = waiting.withLock { $0.removeValue(forKey: pairing) } ?? []
        for one in all {
            read(one.claim) { [self] result in
                switch result {
                case .success(.decided(let event)): close(one.stream, last: event.message)
                case .success(.waiting(_, let expiresAt)): wait(one.stream, for: pairing, one.claim, until: expiresAt)
                // Its page comes again and is told why.
                case .success(.unknown), .failure: close(one.stream, last: nil)
                }
            }
        }
    }

    func forget(_ stream: StreamID) {
        waiting.withLock { waiting in
            for (pairing, all) in waiting where all.contains(where: { $0.stream == stream }) {
                let rest = all.filter { $0.stream != stream }
                waiting[pairing] = rest.isEmpty ? nil : rest
            }
        }
    }

    private func settleIfOver(_ pairing: PairingID) {
        let state = try? repository.read { store throws(StorageFailure) in try store.pairing(pairing)?.state }
        if state?.isFinal ?? true { settle(pairing) }
    }

    private func close(_ stream: StreamID, last: StreamMessage?) {
        server.withLock { $0 }?.close([stream], .normal, last: last)
    }

    private func describe(
        _ read: (Pairing, ReadResult)?, token: PeerToken, now: Moment
    ) throws(StorageFailure) -> Outcome {
        guard let (pairing, result) = read else { return .unknown }
        switch result {
        case .waiting: return .waiting(pairing.id, until: pairing.expiresAt)
        case .failed(let reason): return .decided(.failed(reason))
        case .rejected: return .unknown
        case .registered(let peer, _):
            guard let delivery = try repository.delivery(of: token, to: peer, now: now) else { return .unknown }
            deliveries.note(pairing.id)
            return .decided(.completed(delivery))
        }
    }
}

extension Fact {
    /// The peer that is none any more.
    var endedPeer: PeerID? {
        if case .tokenRevoked(let peer, let reason, _) = self, reason != .replaced { peer } else { nil }
    }

    /// The pairing that this is the end of.
    var endedPairing: PairingID? {
        switch self {
        case .pairingCompleted(let completed): completed.pairing
        case .pairingFailed(let pairing, _, _): pairing
        default: nil
        }
    }
}

extension Repository {
    /// What comes with a token that is committed. Nil where it is gone again already.
    func delivery(
        of token: PeerToken, to peer: PeerID, now: Moment
    ) throws(StorageFailure) -> OutcomeEvent.Delivery? {
        let (record, permissions, areas) = try read { store throws(StorageFailure) in
            (try store.token(token.hash), try store.permissions(of: peer), try store.areas(of: peer))
        }
        guard let record else { return nil }
        return OutcomeEvent.Delivery(
            peer: peer, token: token.text, ath: token.hash.text, expiresAt: record.expiresAt,
            scopes: permissions.scopes(at: now), areas: areas)
    }
}
