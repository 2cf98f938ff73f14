import Dispatch
import Glibc
import SQLiteStore
import Store
import Synchronization
import System
import Testing

@testable import Agent

/// A real store that can be made to hang: it then accepts every question, and answers none until it is released.
private final class HangingRepository: Repository {
    private let folder: String
    private let store: SQLiteRepository
    private let kept = Mutex<[@Sendable () -> Void]?>(nil)
    private let gate = Mutex<DispatchSemaphore?>(nil)

    init() throws {
        folder = "/tmp/kith-probe-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        store = try Database.open(StoreFiles(folder: folder), now: SystemClock.now())
    }

    deinit {
        store.close()
        _ = unsafe unlink(folder + "/kith.db")
        _ = unsafe rmdir(folder)
    }

    func hangWriter() { kept.withLock { $0 = [] } }
    func hangReader() { gate.withLock { $0 = DispatchSemaphore(value: 0) } }
    func close() { store.close() }

    func letGo() {
        let questions = kept.withLock { kept in
            defer { kept = nil }
            return kept ?? []
        }
        for question in questions { question() }
        gate.withLock { gate in
            gate?.signal()
            gate = nil
        }
    }

    func submit<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result,
        done: @escaping @Sendable (Swift.Result<Committed<Result>, StorageFailure>) -> Void
    ) {
        let isKept = kept.withLock { kept in
            kept?.append { [store] in store.submit(work, done: done) }
            return kept != nil
        }
        if !isKept { store.submit(work, done: done) }
    }

    var commits: UInt64 { store.commits }

    func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Committed<Result> { try store.write(work) }

    func read<Result: Sendable>(
        _ work: (any Snapshot) throws(StorageFailure) -> Result
    ) throws(StorageFailure) -> Result {
        gate.withLock { $0 }?.wait()
        return try store.read(work)
    }
}

@Suite struct StoreProbeTests {
    private let repository: HangingRepository
    private let probe: StoreProbe

    init() throws {
        repository = try HangingRepository()
        probe = StoreProbe(repository, on: Worker())
    }

    private func waitUntil(_ holds: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !holds() {
            try #require(ContinuousClock.now < deadline)
            // Not a suspension: parallel tests may use all threads that would wake it.
            usleep(5_000)
        }
    }

    @Test func aStoreThatAnswersIsHeard() throws {
        let asked = ContinuousClock.now
        probe.ask(at: asked)
        try waitUntil { !probe.current.isOpen }
        #expect(probe.current.goodAsOf == asked)
        #expect(probe.lastCensus == StoreProbe.Census(peers: 0, openPairings: 0))
    }

    @Test(arguments: [true, false]) func oneThatHangsIsAskedOnce(_ isWriter: Bool) throws {
        if isWriter { repository.hangWriter() } else { repository.hangReader() }
        let asked = ContinuousClock.now
        for second in 0..<100 { probe.ask(at: asked + .seconds(second)) }
        #expect(probe.current.isOpen)
        #expect(probe.current.askedAt == asked)
        repository.letGo()
        try waitUntil { probe.current.goodAsOf == asked }
    }

    @Test(arguments: [true, false]) func readinessFollows(_ isWriter: Bool) throws {
        let readiness = Readiness(probe, patience: .milliseconds(50))
        #expect(!readiness.isReady)
        readiness.begin()
        try waitUntil { readiness.isReady }
        if isWriter { repository.hangWriter() } else { repository.hangReader() }
        try waitUntil { !readiness.isReady }
        repository.letGo()
        try waitUntil { readiness.isReady }
        readiness.end()
        #expect(!readiness.isReady)
    }

    @Test func aStoreThatIsClosedIsNotReady() throws {
        let readiness = Readiness(probe, patience: .seconds(60))
        readiness.begin()
        try waitUntil { readiness.isReady }
        repository.close()
        try waitUntil { !readiness.isReady }
    }

    @Test(arguments: [
        (0, 0, "0 peers, 0 open pairings"), (1, 1, "1 peer, 1 open pairing"), (12, 2, "12 peers, 2 open pairings"),
    ])
    func theStatus(_ peers: Int, _ pairings: Int, _ text: String) {
        #expect(StoreProbe.Census(peers: peers, openPairings: pairings).text == text)
    }
}
