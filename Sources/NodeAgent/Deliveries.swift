import PairingCore
import Synchronization

/// Which pairings have told their claimant how they went: who is about to stop waits for that.
final class Deliveries: Sendable {
    private let delivered = Mutex<Set<PairingID>>([])

    func note(_ pairing: PairingID) { delivered.withLock { _ = $0.insert(pairing) } }
    func includes(_ pairing: PairingID) -> Bool { delivered.withLock { $0.contains(pairing) } }
}
