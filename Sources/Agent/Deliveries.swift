import Core
import Synchronization

/// The last pairings whose claimant received its token. A node that is about to stop waits for that.
final class Deliveries: Sendable {
    /// More than can be open at once.
    private static let most = 64
    private let delivered = Mutex<[PairingID]>([])

    func note(_ pairing: PairingID) {
        delivered.withLock { delivered in
            guard !delivered.contains(pairing) else { return }
            if delivered.count == Self.most { delivered.removeFirst() }
            delivered.append(pairing)
        }
    }

    func includes(_ pairing: PairingID) -> Bool { delivered.withLock { $0.contains(pairing) } }
}
