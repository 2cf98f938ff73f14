import Core
import Store
import Synchronization

/// Live peers by kind. Counted again after a peer was added, changed or removed, in pages, so that requests are
/// answered meanwhile.
final class PeerCensus: Sendable {
    private struct Count {
        let changes: UInt64
        let peers: [PeerKind: Int]
    }

    private static let page = 200

    private let repository: any Repository
    private let tally: Tally
    private let last = Mutex<Count?>(nil)

    init(_ repository: any Repository, _ tally: Tally) {
        self.repository = repository
        self.tally = tally
    }

    /// Not on the server's thread: it may take a while.
    func peers(at now: Moment) throws(StorageFailure) -> [PeerKind: Int] {
        // Before the first page: a change during the count makes the next call count again.
        let changes = tally.value.peerChanges
        if let last = last.withLock({ $0 }), last.changes == changes { return last.peers }
        var peers = Dictionary(uniqueKeysWithValues: PeerKind.allCases.map { ($0, 0) })
        var cursor: PeerID?
        repeat {
            let page = try repository.read { store throws(StorageFailure) in
                try store.peers(after: cursor, limit: Self.page, all: false)
            }
            for peer in page where peer.isLive(at: now) { peers[peer.kind, default: 0] += 1 }
            cursor = page.count == Self.page ? page.last?.id : nil
        } while cursor != nil
        let count = Count(changes: changes, peers: peers)
        last.withLock { $0 = count }
        return peers
    }
}
