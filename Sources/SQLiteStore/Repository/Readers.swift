import Store
import Synchronization

/// The connections that read what is committed. A read uses the first free one, so a long read delays no other.
///
/// The server, the two workers and the writer's answers read, each on one thread. There are as many connections as
/// those threads, so none of them waits. A connection is opened when all others are in use: an idle agent has one.
final class Readers: Sendable {
    static let most = 4

    /// Opens one more connection.
    typealias Opening = @Sendable () throws(StorageFailure) -> sending DatabaseSession

    private enum State {
        case unopened
        case open(DatabaseSession)
        case closed
    }

    /// A box: arrays cannot hold noncopyable values.
    private final class Lane: Sendable {
        let state: Mutex<State>

        init(_ state: sending State) { self.state = Mutex(state) }
    }

    private let lanes: [Lane]
    private let openMore: Opening

    init(_ first: sending DatabaseSession, openMore: @escaping Opening) {
        lanes = [Lane(.open(first))] + (1..<Self.most).map { _ in Lane(.unopened) }
        self.openMore = openMore
    }

    /// Waits for the reads that have begun. Refuses later ones.
    func close() {
        for lane in lanes { lane.state.withLock { $0 = .closed } }
    }

    func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        for lane in lanes {
            let attempt = try lane.state.withLockIfAvailable { state throws(StorageFailure) -> Result? in
                if case .unopened = state {
                    guard let session = try? openMore() else { return nil }
                    state = .open(session)
                }
                let session = try Self.begin(state)
                defer { Self.end(session) }
                return try work(SQLiteTransaction(session))
            }
            guard case .some(let attempt) = attempt else { continue }
            if let result = attempt { return result }
            break
        }
        // All are in use, or no further one can be opened.
        return try lanes[0].state.withLock { state throws(StorageFailure) in
            let session = try Self.begin(state)
            defer { Self.end(session) }
            return try work(SQLiteTransaction(session))
        }
    }

    private static func begin(_ state: State) throws(StorageFailure) -> DatabaseSession {
        guard case .open(let session) = state else { throw Writer.closed }
        try session.run(FrameQuery.beginToRead)
        return session
    }

    private static func end(_ session: DatabaseSession) { _ = try? session.run(FrameQuery.commit) }
}
