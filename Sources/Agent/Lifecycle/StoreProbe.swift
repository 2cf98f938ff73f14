import Core
import Logging
import Store
import Synchronization
import System

/// Asks the store whether it still answers, and counts what it holds. It never blocks its caller: a store that hangs
/// blocks only one thread, which is there for this.
final class StoreProbe: Sendable {
    /// What the store holds.
    struct Census: Equatable {
        var peers = 0
        var openPairings = 0

        /// `12 peers, 1 open pairing`
        var text: String {
            "\(peers) \(peers == 1 ? "peer" : "peers"), \(openPairings) open \(openPairings == 1 ? "pairing" : "pairings")"
        }
    }

    private let repository: any Repository
    private let health = Mutex(StoreHealth())
    private let census = Mutex<Census?>(nil)
    private let worker: Worker

    init(_ repository: any Repository, on worker: Worker) {
        self.repository = repository
        self.worker = worker
    }

    /// The result of the last answers.
    var current: StoreHealth { health.withLock { $0 } }
    /// Nil before the first answer.
    var lastCensus: Census? { census.withLock { $0 } }

    /// Does nothing if the last probe is still open.
    func ask(at now: ContinuousClock.Instant = .now) {
        guard health.withLock({ $0.ask(at: now) }) else { return }
        repository.submit { _ in
        } done: { [self] result in
            switch result {
            case .success: note(.writer, isGood: true)
            case .failure(let failure): note(.writer, failure)
            }
        }
        worker.run { [self] in read() }
    }

    private func read() {
        let now = SystemClock.now()
        do throws(StorageFailure) {
            let found = try repository.read { store throws(StorageFailure) in
                Census(
                    peers: try store.countLivePeers(at: now), openPairings: try store.countOpenPairings(at: now))
            }
            census.withLock { $0 = found }
            note(.reader, isGood: true)
        } catch { note(.reader, error) }
    }

    private func note(_ part: StoreHealth.Part, _ failure: StorageFailure) {
        // Another process holds the database for a moment: it exists, and it answers.
        if !failure.isPassing { Log.warning("the store answers with errors", ("cause", failure)) }
        note(part, isGood: failure.isPassing)
    }

    private func note(_ part: StoreHealth.Part, isGood: Bool) {
        health.withLock { $0.answer(part, isGood: isGood) }
    }
}
