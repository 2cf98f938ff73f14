public import API
public import Core
public import Credentials
public import HTTPServer
public import Store
import Synchronization
public import System

/// The shell around ``OutcomeDesk``: reads the outcomes of pairings, and sends them to their claimants.
public final class OutcomeStreams: Sendable {
    /// The state of a pairing, for its claimant.
    public enum Outcome: Sendable {
        case waiting(PairingID, until: Moment, PairingProgress?)
        case decided(OutcomeEvent, PairingID)
        case unknown
    }

    private let repository: any Repository
    private let output: any StreamOutput
    private let surroundings: LiveSurroundings
    private let worker: Worker
    private let desk = Mutex(OutcomeDesk())
    /// Called with each pairing whose claimant received its token.
    private let delivered: @Sendable (PairingID) -> Void

    public init(
        _ repository: any Repository, to output: any StreamOutput, on worker: Worker, in surroundings: LiveSurroundings,
        delivered: @escaping @Sendable (PairingID) -> Void = { _ in }
    ) {
        self.repository = repository
        self.output = output
        self.worker = worker
        self.surroundings = surroundings
        self.delivered = delivered
    }

    /// Issues a token if the claimant is registered: the one before may never have arrived.
    public func read(_ claim: SecretHash, then use: @escaping @Sendable (Result<Outcome, StorageFailure>) -> Void) {
        var random = SecureRandom()
        let token = PeerToken(using: &random)
        let (limits, now) = (surroundings.limits(), surroundings.now())
        repository.submit { transaction throws(StorageFailure) in
            try transaction.readOutcome(claimHash: claim, freshToken: token.hash, now: now, limits: limits)
        } done: { [self] outcome in
            use(
                Result { () throws(StorageFailure) in
                    try describe(try outcome.get().result, token: token, now: now)
                })
        }
    }

    /// `open` opens the stream, which ends with the pairing.
    public func begin(
        _ stream: StreamID, for pairing: PairingID, _ claim: SecretHash, until end: Moment,
        open: @escaping @Sendable () -> Void
    ) {
        // On the worker, so that its end cannot be noted before its beginning.
        worker.run { [self] in
            open()
            handle(.opened(stream, pairing, claim: claim, until: end))
        }
    }

    /// Receives events of streams. Ignores streams that were begun elsewhere.
    public func note(_ stream: StreamID, _ event: StreamEvent) {
        if case .closed = event { post(.closed(stream)) }
    }

    /// Reports that the pairing has ended or progressed.
    public func settle(_ pairing: PairingID) { post(.ended(pairing)) }

    /// Waits until the claimants of pairings that have ended were sent the outcome, but not for long. After an operator
    /// cancels a pairing, the node may stop at once.
    public func finish(within patience: Duration = .seconds(1)) {
        let isFinished = Semaphore()
        worker.run { [repository] in
            // After the reads that those ends have caused.
            repository.submit { (_: any Transaction) throws(StorageFailure) -> Bool in
                true
            } done: { _ in
                isFinished.signal()
            }
        }
        _ = isFinished.wait(within: patience)
    }

    private func post(_ input: OutcomeDesk.Input) { worker.run { [self] in handle(input) } }

    private func handle(_ input: OutcomeDesk.Input) {
        for effect in desk.withLock({ $0.handle(input, now: surroundings.now()) }) { perform(effect) }
    }

    private func perform(_ effect: OutcomeDesk.Effect) {
        switch effect {
        case .displace(let stream): close(stream, last: nil)
        case .send(let stream, let progress):
            if let message = OutcomeEvent.progress(progress).message { output.send(message, to: [stream]) }
        case .wake(let moment):
            worker.run(after: moment - surroundings.now() + .milliseconds(5)) { [weak self] in self?.handle(.woken) }
        case .read(let stream, let claim):
            read(claim) { [self] result in post(.read(stream, tell(stream, result))) }
        }
    }

    private func tell(_ stream: StreamID, _ result: Result<Outcome, StorageFailure>) -> OutcomeDesk.Reading {
        switch result {
        case .success(.waiting(_, let end, let progress)): return .stillOpen(until: end, progress: progress)
        case .success(.decided(let event, _)): close(stream, last: event.message)
        // Its page asks again and gets the reason.
        case .success(.unknown): close(stream, last: nil)
        case .failure: return .failed
        }
        return .over
    }

    private func close(_ stream: StreamID, last: StreamMessage?) {
        output.close([stream], .normal, reason: "", last: last)
    }

    private func describe(
        _ read: (Pairing, ReadResult)?, token: PeerToken, now: Moment
    ) throws(StorageFailure) -> Outcome {
        guard let (pairing, result) = read else { return .unknown }
        switch result {
        case .waiting:
            return .waiting(pairing.id, until: pairing.expiresAt, pairing.progress(limits: surroundings.limits()))
        case .failed(let reason): return .decided(.failed(reason), pairing.id)
        case .rejected: return .unknown
        case .registered(let peer, _):
            guard let delivery = try repository.delivery(of: token, to: peer, now: now) else { return .unknown }
            delivered(pairing.id)
            return .decided(.completed(delivery), pairing.id)
        }
    }
}

extension OutcomeEvent {
    public var message: StreamMessage? { StreamMessage(text: Array(data.utf8), event: type.rawValue) }
}

extension Repository {
    /// What is sent with a committed token. Nil if the token has ended since.
    public func delivery(
        of token: PeerToken, to peer: PeerID, now: Moment
    ) throws(StorageFailure) -> OutcomeEvent.Delivery? {
        let (record, holder, permissions, areas) = try read { store throws(StorageFailure) in
            (
                try store.token(token.hash), try store.peer(peer), try store.permissions(of: peer),
                try store.areas(of: peer)
            )
        }
        guard let record else { return nil }
        return OutcomeEvent.Delivery(
            peer: peer, name: holder?.name, token: token.text, ath: token.hash.text, expiresAt: record.expiresAt,
            guestUntil: holder?.expiresAt, scopes: permissions.scopes(at: now), areas: areas)
    }
}
