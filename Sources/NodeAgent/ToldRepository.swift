import PairingCore
import Registry
import Synchronization

/// The store, whose commits are told of. It stands between the store and all that write, so that none can forget to.
final class ToldRepository: Repository {
    typealias Ear = @Sendable ([Event]) -> Void

    private let store: any Repository
    private let tally: Tally
    private let ear = Mutex<Ear?>(nil)

    init(_ store: any Repository, _ tally: Tally) {
        self.store = store
        self.tally = tally
    }

    /// Who hears of all events from now on, right after the commit and on its thread: it must not wait.
    func tell(_ ear: @escaping Ear) { self.ear.withLock { $0 = ear } }

    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> {
        do throws(StorageFailure) {
            let committed = try store.write(work)
            pass(committed.events)
            return committed
        } catch {
            tally.note(error)
            throw error
        }
    }

    func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) {
        store.submit(work) { [self] outcome in
            switch outcome {
            case .success(let committed): pass(committed.events)
            case .failure(let failure): tally.note(failure)
            }
            done(outcome)
        }
    }

    func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        do throws(StorageFailure) { return try store.read(work) } catch {
            tally.note(error)
            throw error
        }
    }

    private func pass(_ events: [Event]) {
        tally.note(events)
        guard !events.isEmpty, let ear = ear.withLock({ $0 }) else { return }
        ear(events)
    }
}
