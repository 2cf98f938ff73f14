import Core
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// A long history: a search for what is rare looks at so many events at once, says where it ended, and misses none.
struct HistoryTests {
    private static let events = 25_000
    private static let rare: [Int64] = [3, 12_345, 24_999]

    @Test(arguments: [false, true]) func aRareTypeIsFoundInParts(newest: Bool) throws {
        let folder = try TemporaryFolder()
        let (repository, peer) = try fill(folder)
        defer { repository.close() }
        let searches = [
            EventSearch(types: [.secondClaim], limit: 2), EventSearch(since: .start + .seconds(1), limit: 2),
            EventSearch(until: .start + .seconds(1), limit: 9_000),
            EventSearch(peer: peer, types: [.permissionRevoked], limit: 5),
            EventSearch(reader: .peer(peer, mayView: true), limit: 9_000),
        ]
        for var search in searches {
            search.newest = newest
            let found = try readToTheEnd(search, repository)
            let all = try repository.read { store throws(StorageFailure) in
                try store.events(EventSearch(limit: Self.events)).events
            }
            #expect(all.count == Self.events)
            #expect(found.events == all.filter(search.wants), "\(search)")
            #expect(found.parts > 1, "\(search)")
        }
    }

    private func fill(_ folder: TemporaryFolder) throws -> (SQLiteRepository, PeerID) {
        let repository = try folder.files.open().repository
        let (peer, pairing): (PeerID, PairingID) = (fresh(), fresh())
        let address = try #require(HostAddress("10.0.0.7"))
        let claimant = Device.fresh().claimant
        _ = try repository.write { store throws(StorageFailure) in
            for id in 1...Int64(Self.events) {
                if Self.rare.contains(id) {
                    try store.append(.secondClaim(pairing, claimant, at: .start + .minutes(1)))
                } else if id % 2 == 0 {
                    try store.append(
                        .permissionRevoked(NamedPeer(peer, Name(trusted: "x")), .use, by: .nodeOperator, at: .start))
                } else {
                    try store.append(.badProof(pairing, address, at: .start))
                }
            }
            return true
        }
        return (repository, peer)
    }

    private func readToTheEnd(
        _ search: EventSearch, _ repository: SQLiteRepository
    ) throws -> (events: [StoredEvent], parts: Int) {
        var (search, events, parts) = (search, [StoredEvent](), 0)
        while parts < Self.events {
            let part = try repository.read { store throws(StorageFailure) in try store.events(search) }
            parts += 1
            events = search.newest ? part.events + events : events + part.events
            guard let next = part.next else { break }
            if search.newest { search.before = next } else { search.after = next }
        }
        return (events, parts)
    }
}

extension EventSearch {
    /// The same in other words.
    fileprivate func wants(_ event: StoredEvent) -> Bool {
        (since.map { event.at >= $0 } ?? true) && (until.map { event.at < $0 } ?? true)
            && (peer.map { event.peer == $0 } ?? true) && (types.isEmpty || types.contains(event.type))
            && (reader == .nodeOperator || event.peer.map { reader == .peer($0, mayView: true) } ?? false)
    }
}
