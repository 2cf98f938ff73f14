import AgentTestKit
import Core
import Glibc
import Rehearsal
import Store
import System
import Testing

@testable import Live

/// Which devices are here, on a real store, with a grace time that a test can wait for.
@Suite struct PresencesTests {
    private let fixture: LiveFixture
    private let worker = Worker()
    private let presences: Presences

    init() throws {
        fixture = try LiveFixture()
        let clock = fixture.clock
        var limits = Limits()
        limits.presenceGrace = .milliseconds(20)
        let chosen = limits
        presences = Presences(
            fixture.repository, on: worker,
            in: LiveSurroundings(now: { clock.now }, trusted: { clock.now }, limits: { chosen }))
    }

    private func admit() throws -> (id: PeerID, key: PublicKey) {
        let device = Device.fresh()
        return (try fixture.play.admit(device).peer, device.key)
    }

    private func saved(_ peer: PeerID) throws -> Presence? {
        fixture.settle()
        return try fixture.repository.read { store throws(StorageFailure) in try store.lastPresence(of: peer) }
    }

    private func record(_ peer: PeerID) throws -> PeerRecord {
        try #require(try fixture.repository.read { store throws(StorageFailure) in try store.peer(peer) })
    }

    /// Waits until that is saved, or for a long time.
    private func wait(for presence: Presence, of peer: PeerID) throws {
        for _ in 0..<2_000 where try saved(peer) != presence { usleep(5_000) }
        #expect(try saved(peer) == presence)
    }

    @Test func aDeviceIsGoneAfterItsGraceTime() throws {
        defer { worker.stop() }
        let anna = try admit()
        presences.open(anna.id, key: anna.key)
        presences.open(anna.id, key: anna.key)
        #expect(try saved(anna.id) == .online)
        fixture.clock.advance(by: .minutes(1))
        presences.close(anna.id, key: anna.key)
        #expect(try saved(anna.id) == .online)
        #expect(presences.presence(of: try record(anna.id), at: fixture.clock.now) == .online, "one stream is left")
        #expect(try record(anna.id).lastSeen == .start, "the last use of a key is saved with its last stream")
        presences.close(anna.id, key: anna.key)
        #expect(presences.presence(of: try record(anna.id), at: fixture.clock.now) == .away)
        #expect(try saved(anna.id) == .online)
        #expect(try record(anna.id).lastSeen == .start + .minutes(1))
        fixture.clock.advance(by: .milliseconds(20))
        try wait(for: .offline, of: anna.id)
    }

    @Test func twoKeysOfADeviceAreSeenApart() throws {
        defer { worker.stop() }
        let (anna, bert) = (try admit(), try admit())
        presences.open(anna.id, key: nil)
        presences.open(bert.id, key: bert.key)
        fixture.clock.advance(by: .minutes(1))
        presences.close(anna.id, key: nil)
        fixture.settle()
        #expect(try record(anna.id).lastSeen == .start + .minutes(1))
        #expect(try record(bert.id).lastSeen == .start)
        #expect(presences.online() == [bert.id])
    }

    /// The store could not be read when the agent started.
    @Test func thoseOfBeforeAreLookedUpAgain() throws {
        let anna = try admit()
        _ = fixture.presences.heartbeat(anna.id)
        #expect(try saved(anna.id) == .online)
        fixture.clock.advance(by: .minutes(1))
        fixture.repository.fail(true)
        presences.begin()
        let done = Semaphore()
        worker.run { done.signal() }
        done.wait()
        fixture.repository.fail(false)
        #expect(presences.presence(of: try record(anna.id), at: fixture.clock.now) == .offline)
        for _ in 0..<2_000 where presences.presence(of: try record(anna.id), at: fixture.clock.now) != .away {
            usleep(5_000)
        }
        #expect(presences.presence(of: try record(anna.id), at: fixture.clock.now) == .away)
        fixture.clock.advance(by: .milliseconds(20))
        try wait(for: .offline, of: anna.id)
        worker.stop()
    }
}
