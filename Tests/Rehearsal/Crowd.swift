public import Core
import Dispatch
import Store

/// Runs `body` on that many separate threads, and waits for all: as many are really waiting at once, whatever the number
/// of processors.
public func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
        // A serial queue gets its own thread. A concurrent one gets as many as there are processors.
        DispatchQueue(label: "thread \(number)").async(group: group) { body(number) }
    }
    group.wait()
}

extension Rehearsal {
    /// A pairing whose PIN is on the device's screen.
    public typealias Waiting = (id: PairingID, pin: Pin)

    /// Many of those in one transaction: the rules as ever, but without ten thousand commits.
    public func connectMany(_ devices: [Device], _ terms: PairingTerms = PairingTerms()) throws -> [Waiting] {
        var limits = limits
        limits.openPairings = .max
        let bound = limits
        return try repository.write { store throws(StorageFailure) in
            var waiting: [Waiting] = []
            for device in devices {
                let draw = PairingDraw(id: fresh(), tokenHash: .fresh, secret: JoinSecret(.fresh))
                _ = try store.startPairing(terms, by: .nodeOperator, draw: draw, now: .start, limits: bound)
                let ticket = ClaimTicket(pin: Pin(using: &chance), claim: ClaimSecret(.fresh), claimHash: .fresh)
                let request = ClaimRequest(
                    tokenHash: draw.tokenHash, claimant: device.claimant, ticket: ticket
                ) { _ in true }
                _ = try store.claim(request, now: .start)
                waiting.append((draw.id, ticket.pin))
            }
            return waiting
        }.result
    }
}
