import Core
import HTTPServer

/// The claimants that wait for the end of their pairing, each with a stream, and what each has received. It performs nothing: it takes an input and
/// returns effects.
///
/// ```
/// opened ──► waiting ──ended, time up──► reading ──decided──► closed
///               ▲                           │
///               └───────still open──────────┘
/// ```
struct OutcomeDesk {
    enum Input: Sendable {
        case opened(StreamID, PairingID, claim: SecretHash, until: Moment)
        /// The pairing may have ended or progressed.
        case ended(PairingID)
        case read(StreamID, Reading)
        case closed(StreamID)
        case woken
    }

    enum Reading: Equatable, Sendable {
        case stillOpen(until: Moment, progress: PairingProgress? = nil)
        case over
        /// The store could not answer.
        case failed
    }

    enum Effect: Equatable, Sendable {
        /// Read the outcome of this claim from the store. If the pairing has ended, send it to the stream and close
        /// that.
        case read(StreamID, claim: SecretHash)
        /// The stream has not received this yet.
        case send(StreamID, PairingProgress)
        /// A newer stream of the same pairing replaces it.
        case displace(StreamID)
        case wake(at: Moment)
    }

    private struct Waiter {
        let pairing: PairingID
        let claim: SecretHash
        /// When to read again. Nil while a read runs.
        var due: Moment?
        /// The pairing may have ended during the read. Two reads never run at once: each answer to a registered
        /// claimant issues a token, and ends the one before.
        var looksAgain = false
        var sent: PairingProgress?
    }

    /// A page has one stream, and for a moment the one before it.
    static let most = 8
    private static let pauseAfterFailure = Duration.seconds(1)

    private var waiters: [StreamID: Waiter] = [:]
    /// The oldest stream first.
    private var streams: [PairingID: [StreamID]] = [:]
    private var wakesAt: Moment?

    mutating func handle(_ input: Input, now: Moment) -> [Effect] {
        var effects: [Effect] = []
        switch input {
        case .opened(let stream, let pairing, let claim, let end):
            waiters[stream] = Waiter(pairing: pairing, claim: claim, due: end)
            streams[pairing, default: []].append(stream)
            if let all = streams[pairing], all.count > Self.most, let oldest = all.first {
                forget(oldest)
                effects.append(.displace(oldest))
            }
            // The pairing may have ended since the last read.
            look(at: stream, &effects)
        case .ended(let pairing): for stream in streams[pairing] ?? [] { look(at: stream, &effects) }
        case .read(let stream, let reading):
            switch reading {
            case .stillOpen(let end, let progress):
                if let progress, let waiter = waiters[stream], waiter.sent != progress {
                    waiters[stream]?.sent = progress
                    effects.append(.send(stream, progress))
                }
                waiters[stream]?.due = max(end, now + .milliseconds(1))
                if waiters[stream]?.looksAgain == true { look(at: stream, &effects) }
            case .failed: waiters[stream]?.due = now + Self.pauseAfterFailure
            case .over: forget(stream)
            }
        case .closed(let stream): forget(stream)
        case .woken:
            wakesAt = nil
            for (stream, waiter) in waiters where waiter.due.isOver(at: now) { look(at: stream, &effects) }
        }
        if let wake = nextWake() { effects.append(.wake(at: wake)) }
        return effects
    }

    private mutating func look(at stream: StreamID, _ effects: inout [Effect]) {
        guard let waiter = waiters[stream] else { return }
        guard waiter.due != nil else {
            waiters[stream]?.looksAgain = true
            return
        }
        waiters[stream]?.due = nil
        waiters[stream]?.looksAgain = false
        effects.append(.read(stream, claim: waiter.claim))
    }

    private mutating func forget(_ stream: StreamID) {
        guard let waiter = waiters.removeValue(forKey: stream) else { return }
        streams[waiter.pairing]?.removeAll { $0 == stream }
        if streams[waiter.pairing]?.isEmpty == true { streams[waiter.pairing] = nil }
    }

    private mutating func nextWake() -> Moment? {
        guard let next = waiters.values.compactMap(\.due).min(), wakesAt.map({ next < $0 }) ?? true else { return nil }
        wakesAt = next
        return next
    }
}
