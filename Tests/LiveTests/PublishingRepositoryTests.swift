import AgentTestKit
import Core
import Rehearsal
import Store
import Synchronization
import System
import Testing

@testable import Live

/// Every commit and every failure of the store reaches those who subscribed, once.
@Suite struct PublishingRepositoryTests {
    private final class Heard: Sendable {
        let events = Mutex<[EventType]>([])
        let failures = Mutex(0)
    }

    private let fixture: LiveFixture
    private let heard = Heard()
    private let feed: CommitFeed
    private let repository: PublishingRepository

    init() throws {
        fixture = try LiveFixture()
        let heard = heard
        feed = CommitFeed { _ in heard.failures.withLock { $0 += 1 } }
        feed.subscribe { events in heard.events.withLock { $0 += events.map(\.fact.type) } }
        repository = PublishingRepository(fixture.repository, to: feed)
    }

    private func create(_ name: String) throws -> @Sendable (any Transaction) throws(StorageFailure) -> Void {
        let area = Area(id: fresh(), name: try Name(name))
        return { store throws(StorageFailure) in
            _ = try store.createArea(area, now: .start)
            _ = try store.changeArea(area.id, AreaChange(enabling: .set(false)), by: .nodeOperator, now: .start)
        }
    }

    private func submit(_ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> Void) {
        let done = Semaphore()
        repository.submit(work) { _ in done.signal() }
        done.wait()
    }

    @Test func commitsArePublished() throws {
        _ = try repository.write(try create("Attic"))
        #expect(heard.events.withLock { $0 } == [.areaUpdated, .areaDisabled])
        submit(try create("Cellar"))
        #expect(
            heard.events.withLock { $0 } == [.areaUpdated, .areaDisabled, .areaUpdated, .areaDisabled])
        #expect(heard.failures.withLock { $0 } == 0)
        feed.close()
        _ = try repository.write(try create("Study"))
        #expect(heard.events.withLock { $0 }.count == 4)
    }

    @Test func failuresArePublished() throws {
        let work = try create("Attic")
        fixture.repository.fail(true)
        #expect(throws: StorageFailure.self) { try repository.write(work) }
        #expect(heard.failures.withLock { $0 } == 1)
        submit(work)
        #expect(heard.failures.withLock { $0 } == 2)
        #expect(throws: StorageFailure.self) {
            try repository.read { store throws(StorageFailure) in try store.lastEvent() }
        }
        #expect(heard.failures.withLock { $0 } == 3)
        #expect(heard.events.withLock { $0 }.isEmpty)
    }
}
