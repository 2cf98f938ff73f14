import Core
import Rehearsal
import Store
import Synchronization
import Testing

@testable import SQLiteStore

/// Many at once, in one process and in several.
struct RaceTests {
    private static let crowd = 1_000

    @Test func manyKeysOneToken() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        defer { repository.close() }
        let started = try play.start()
        let results = crowded { _ in try play.claim(started, .fresh())?.result }
        #expect(results.filter(\.isAccepted).count == 1)
        #expect(results.filter { $0 == .rejected(.alreadyClaimed) }.count == Self.crowd - 1)
        let alarms = try repository.read { store throws(StorageFailure) in
            try store.events(EventSearch(types: [.secondClaim], limit: 9_999)).events
        }
        #expect(alarms.count == Self.crowd - 1)
    }

    @Test func oneKeyManyTimes() throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        defer { repository.close() }
        let (started, device) = (try play.start(), Device.fresh())
        let results = crowded { _ in try play.claim(started, device)?.result }
        #expect(results.filter(\.isAccepted).count == 1)
        #expect(Set(results.map(\.ticket)).count == 1, "one PIN, one claim")
    }

    /// Four processes, each with its own connection to the same file.
    @Test(arguments: [true, false])
    func fourProcesses(sameKey: Bool) throws {
        let folder = try TemporaryFolder()
        let (repository, play) = try folder.files.open()
        let started = try play.start()
        repository.close()
        let connection = try folder.files.connect()
        try connection.execute("UPDATE pairings SET token_hash = zeroblob(32) WHERE id = \(started.id.number)")
        let lines = Results<[String]>()
        onThreads(4) { _ in
            let arguments = ["claim", folder.path, "\(Self.crowd / 4)", sameKey ? "same" : "other"]
            lines.add((try? Driver().run(arguments))?.lines ?? [])
        }
        let said = lines.all.flatMap { $0 }
        #expect(said.count == Self.crowd)
        #expect(said.filter { $0.hasPrefix("accepted") }.count == 1)
        let others = said.filter { !$0.hasPrefix("accepted") }
        if sameKey {
            #expect(Set(said.compactMap { $0.split(separator: " ").last }).count == 1, "one PIN")
        } else {
            #expect(others.allSatisfy { $0 == "rejected alreadyClaimed" })
        }
    }

    /// Two connections on one file, each unaware of the other.
    @Test func deviceLimit() throws {
        let folder = try TemporaryFolder()
        var plays = [try folder.files.open(), try folder.files.open()]
        defer { for (repository, _) in plays { repository.close() } }
        for index in plays.indices {
            plays[index].play.limits.livePeers = 10
            plays[index].play.limits.openPairings = .max
        }
        let waiting = try (0..<40).map { try plays[$0 % 2].play.connect(.fresh()) }
        let ready = plays.map(\.play)
        let results = crowded(40) { index in
            try ready[index % 2].verify(waiting[index].started.id, waiting[index].ticket.pin)
        }
        #expect(results.filter(\.isRegistered).count == 10)
        #expect(results.filter { $0 == .refused(.deviceLimit(10)) }.count == 30)
        try checkWhole(folder.files)
    }

    @Test func oneAddress() throws {
        let folder = try TemporaryFolder()
        let plays = [try folder.files.open(), try folder.files.open()]
        defer { for (repository, _) in plays { repository.close() } }
        let address = Device.fresh().address
        let waiting = try (0..<2).map { index in
            var device = Device.fresh()
            device.address = address
            return try plays[index].play.connect(device)
        }
        let ready = plays.map(\.play)
        let results = crowded(2) { index in
            try ready[index].verify(waiting[index].started.id, waiting[index].ticket.pin)
        }
        #expect(results.filter(\.isRegistered).count == 1)
        #expect(
            results.contains { if case .refused(.ipConflict) = $0 { true } else { false } }, "one gets ip_conflict")
    }

    /// Whatever waits is committed together; each gets its own answer, and one that fails takes no other with it.
    @Test func groupCommit() throws {
        let folder = try TemporaryFolder()
        var (repository, play) = try folder.files.open()
        defer { repository.close() }
        play.limits.livePeers = .max
        play.limits.openPairings = .max
        let ready = play
        let results = crowded(400) { index -> String? in
            if index % 4 == 0 {
                return failure {
                    _ = try ready.repository.write { transaction throws(StorageFailure) in
                        try transaction.append(
                            .tokenRenewed(NamedPeer(PeerID(number: 1), Name(trusted: "x")), at: .start))
                        throw StorageFailure(.programError, file: "", cause: "on purpose", remedy: "")
                    }
                }?.cause
            }
            return try ready.admit().peer.description
        }
        #expect(results.filter { $0 == "on purpose" }.count == 100)
        #expect(Set(results).count == 301)
        let connection = try folder.files.connect()
        #expect(try connection.integer("SELECT count(*) FROM events WHERE type = 'token_renewed'") == 0)
        try checkWhole(folder.files, admitted: results.filter { $0 != "on purpose" })
    }

    private func crowded<Result: Sendable>(
        _ count: Int = crowd, _ body: @escaping @Sendable (Int) throws -> Result?
    ) -> [Result] {
        let results = Results<Result>()
        onThreads(16) { lane in
            for index in stride(from: lane, to: count, by: 16) {
                do {
                    if let result = try body(index) { results.add(result) }
                } catch {
                    Issue.record(error)
                }
            }
        }
        return results.all
    }
}

private final class Results<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    var all: [Value] { values.withLock { $0 } }
    func add(_ value: Value) { values.withLock { $0.append(value) } }
}

extension ClaimResult {
    fileprivate var isAccepted: Bool { if case .accepted = self { true } else { false } }

    fileprivate var ticket: ClaimTicket? {
        switch self {
        case .accepted(let ticket), .repeated(let ticket): ticket
        case .rejected: nil
        }
    }
}

extension VerifyResult {
    fileprivate var isRegistered: Bool { if case .registered = self { true } else { false } }
}
