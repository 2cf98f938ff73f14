import Core
import Live
import LocalNetwork
import Logging
import MDNS
import Mesh
import Store

extension NodeFinder {
    /// Stores an event for each other node that appears or disappears.
    static func keeping(
        _ own: NodeID, in repository: any Repository, _ clock: NodeClock, _ publisher: Publisher
    ) -> NodeFinder {
        let store: @Sendable (Fact) -> Void = { fact in
            repository.submit { store throws(StorageFailure) in
                try store.append(fact)
            } done: { outcome in
                if case .failure(let failure) = outcome {
                    Log.error("the event of another node could not be saved", ("cause", failure))
                }
            }
        }
        return NodeFinder(
            own: own,
            Callbacks(
                found: { node, name in store(.nodeFound(node, name, at: clock.now())) },
                lost: { node, name in store(.nodeLost(node, name, at: clock.now())) },
                neighbours: { .ofThisMachine() }, answering: { publisher.keep($0) }))
    }
}
