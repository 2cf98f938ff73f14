public import Core
public import Store
import System

/// Everything live in a node: on one worker, in the order of events, and notified of each commit.
public final class LiveServices: Sendable {
    public let presences: Presences
    public let events: EventStreams
    public let outcomes: OutcomeStreams
    let worker = Worker()

    /// `delivered` is called with each pairing whose claimant received its token.
    public init(
        _ repository: any Repository, after feed: CommitFeed, to output: any StreamOutput,
        in surroundings: LiveSurroundings, delivered: @escaping @Sendable (PairingID) -> Void = { _ in }
    ) {
        let presences = Presences(repository, on: worker, in: surroundings)
        let events = EventStreams(repository, to: output, presences, on: worker, in: surroundings)
        let outcomes = OutcomeStreams(
            repository, to: output, on: worker, in: surroundings, delivered: delivered)
        (self.presences, self.events, self.outcomes) = (presences, events, outcomes)
        feed.subscribe { committed in
            for event in committed {
                if let pairing = event.fact.progressOf { outcomes.settle(pairing) }
                switch event.fact.details.ended {
                case .pairing(let pairing)?: outcomes.settle(pairing)
                case .peer(let peer)?: presences.end(peer)
                case nil: break
                }
            }
            if !committed.isEmpty { events.announce() }
        }
    }

    /// Finishes the queued work, and waits for its end.
    public func stop() { worker.stop() }
}
