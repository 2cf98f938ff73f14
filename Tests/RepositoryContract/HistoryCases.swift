import Core
import Rehearsal
import Store

// What a search of the history finds.
extension ContractCase {
    static let history = [
        ContractCase("a search gets what is between two numbers, from either end, in order") { play in
            for _ in 0..<9 { _ = try play.start() }
            func ids(_ search: EventSearch) throws -> [Int64] { try play.events(search).map(\.id) }
            try expect(try ids(EventSearch(limit: 99)), is: Array(1...9))
            try expect(try ids(EventSearch(after: 2, limit: 3)), is: [3, 4, 5])
            try expect(try ids(EventSearch(newest: true, limit: 3)), is: [7, 8, 9])
            try expect(try ids(EventSearch(after: 7, newest: true, limit: 3)), is: [8, 9])
            try expect(try ids(EventSearch(before: 3, limit: 99)), is: [1, 2])
            try expect(try ids(EventSearch(before: 6, newest: true, limit: 2)), is: [4, 5])
            try expect(try ids(EventSearch(after: 5, before: 6, limit: 2)), is: [])
            try expect(try ids(EventSearch(after: .max, limit: 2)), is: [])
        },
        ContractCase("a search is read on from where it ended, each event once") { play in
            for _ in 0..<7 { _ = try play.start() }
            var (found, search): ([Int64], EventSearch) = ([], EventSearch(limit: 3))
            while true {
                let part = try play.part(search)
                found += part.events.map(\.id)
                guard let next = part.next else { break }
                search.after = next
            }
            try expect(found, is: Array(1...7))
            (found, search) = ([], EventSearch(newest: true, limit: 3))
            while true {
                let part = try play.part(search)
                found = part.events.map(\.id) + found
                guard let next = part.next else { break }
                search.before = next
            }
            try expect(found, is: Array(1...7))
        },
        ContractCase("a search by time includes its beginning and leaves out its end, also when the clock was set back")
        {
            play in
            for minute: Int64 in [0, 5, 10, 3, 8, 20] { _ = try play.start(at: .start + .minutes(minute)) }
            func ids(_ since: Int64?, _ until: Int64?) throws -> [Int64] {
                try play.events(
                    EventSearch(
                        since: since.map { .start + .minutes($0) }, until: until.map { .start + .minutes($0) },
                        limit: 99)
                ).map(\.id)
            }
            try expect(try ids(5, nil), is: [2, 3, 5, 6])
            try expect(try ids(nil, 5), is: [1, 4])
            try expect(try ids(3, 10), is: [2, 4, 5])
            try expect(try ids(21, nil), is: [])
            try expect(try ids(nil, 0), is: [])
            try expect(try ids(10, 3), is: [])
        },
        ContractCase("a search by peer and by types gets those alone") { play in
            let (first, second) = (try play.admit().peer, try play.admit().peer)
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(first, by: .nodeOperator, now: .start)
            }
            func types(_ search: EventSearch) throws -> [EventType] { try play.events(search).map(\.type) }
            try expect(try types(EventSearch(peer: first, limit: 99)), is: [.pairingCompleted, .tokenRevoked])
            try expect(try types(EventSearch(peer: first, newest: true, limit: 1)), is: [.tokenRevoked])
            try expect(try types(EventSearch(peer: second, limit: 99)), is: [.pairingCompleted])
            try expect(
                try types(EventSearch(types: [.deviceConnected, .tokenRevoked], limit: 99)),
                is: [.deviceConnected, .deviceConnected, .tokenRevoked])
            try expect(try types(EventSearch(peer: second, types: [.tokenRevoked], limit: 99)), is: [])
        },
    ]
}
