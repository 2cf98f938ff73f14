import AgentTestKit
import Core
import Glibc
import HTTPServer
import Rehearsal
import Store
import System
import Testing

@testable import Live

/// The shell around the hub, on a real store.
@Suite struct EventStreamsTests {
    private let fixture: LiveFixture

    init() throws { fixture = try LiveFixture() }

    private func admit(_ terms: PairingTerms = PairingTerms()) throws -> (id: PeerID, subscriber: EventSubscriber) {
        let device = Device.fresh()
        let id = try fixture.play.admit(device, terms).peer
        return (id, EventSubscriber(.peer(id, by: .key(device.key)), receivesAll: terms.scopes.contains(.admin)))
    }

    private func open(_ number: Int32, _ subscriber: EventSubscriber, after: Int64? = nil) -> StreamID {
        let stream = StreamID.test(number)
        fixture.events.begin(stream, for: subscriber, after: after)
        fixture.settle()
        return stream
    }

    private func rename(_ peer: PeerID, _ name: String) throws {
        let (name, now) = (try Name(name), fixture.clock.now)
        _ = try fixture.repository.write { store throws(StorageFailure) in
            try store.renamePeer(peer, to: name, by: .nodeOperator, now: now)
        }
        fixture.settle()
    }

    private func revoke(_ peer: PeerID) throws {
        let now = fixture.clock.now
        _ = try fixture.repository.write { store throws(StorageFailure) in
            try store.revokePeer(peer, by: .nodeOperator, now: now)
        }
        fixture.settle()
    }

    @Test func eachStreamReceivesWhatConcernsIt() throws {
        let (anna, bert) = (try admit(), try admit())
        let stream = open(1, anna.subscriber)
        let boss = open(2, .nodeOperator)
        try rename(bert.id, "Kitchen")
        try rename(anna.id, "Study")
        // They share no area.
        #expect(
            fixture.output.sent(to: stream) == [
                .event("connected"), .event("presence_changed"), .event("peer_updated"),
            ])
        let bossy = fixture.output.sent(to: boss)
        #expect(bossy.first == .event("connected"))
        #expect(bossy.filter { $0 == .event("peer_updated") }.count == 2)
    }

    @Test func aStreamResumesAfterItsCursor() throws {
        let anna = try admit()
        let first = open(1, anna.subscriber)
        try rename(anna.id, "Study")
        let last = try fixture.repository.read { store throws(StorageFailure) in try store.lastEvent() }
        fixture.events.note(first, .closed(.gone))
        try rename(anna.id, "Kitchen")
        let again = open(2, anna.subscriber, after: last)
        #expect(fixture.output.sent(to: again) == [.event("connected"), .page(["peer_updated"])])
        fixture.events.note(again, .taken)
        try rename(anna.id, "Attic")
        #expect(fixture.output.sent(to: again).last == .event("peer_updated"))
    }

    @Test func aCursorOfAnotherTimeGetsAResync() throws {
        let anna = try admit()
        let stream = open(1, anna.subscriber, after: 1_000_000)
        #expect(fixture.output.sent(to: stream).prefix(2) == [.event("connected"), .event("resync")])
        #expect(fixture.events.resyncs == 1)
    }

    @Test func aRevocationEndsTheStreamWithItsEvent() throws {
        let anna = try admit()
        let stream = open(1, anna.subscriber)
        try revoke(anna.id)
        #expect(
            fixture.output.sent(to: stream).last
                == .close(.policyViolation, reason: "token_revoked", last: "token_revoked"))
        let late = open(2, anna.subscriber)
        #expect(fixture.output.sent(to: late) == [.close(.policyViolation, reason: "token_revoked", last: nil)])
    }

    @Test func aPassEndsByTheClock() throws {
        let end = fixture.clock.now + .milliseconds(50)
        let anna = try admit(PairingTerms(passLength: .milliseconds(50)))
        let stream = open(1, anna.subscriber)
        fixture.clock.set(end)
        for _ in 0..<2_000 where fixture.output.sent(to: stream).count < 3 {
            usleep(5_000)
            fixture.settle()
        }
        #expect(
            fixture.output.sent(to: stream).last
                == .close(.policyViolation, reason: "token_revoked", last: "token_revoked"))
    }

    @Test func anAdminThatIsOneNoLongerReconnects() throws {
        let anna = try admit(PairingTerms(scopes: [.view, .admin]))
        let stream = open(1, anna.subscriber)
        let now = fixture.clock.now
        _ = try fixture.repository.write { store throws(StorageFailure) in
            try store.denyScope(.admin, of: anna.id, by: .nodeOperator, now: now)
        }
        fixture.settle()
        guard case .close(.tryAgainLater, _, nil)? = fixture.output.sent(to: stream).last else {
            Issue.record("\(fixture.output.sent(to: stream))")
            return
        }
    }

    @Test func whatIsNoAcknowledgementEndsTheStream() throws {
        let anna = try admit()
        let (first, second, third) = (open(1, anna.subscriber), open(2, anna.subscriber), open(3, anna.subscriber))
        fixture.events.note(first, .text(Array("{\"type\": \"ack\", \"id\": 1}".utf8)))
        fixture.events.note(second, .text(Array("hello".utf8)))
        fixture.events.note(third, .binary([1]))
        fixture.settle()
        #expect(!fixture.output.sent(to: first).contains { if case .close = $0 { true } else { false } })
        guard case .close(.policyViolation, _, nil)? = fixture.output.sent(to: second).last,
            case .close(.unsupportedData, _, nil)? = fixture.output.sent(to: third).last
        else {
            Issue.record("\(fixture.output.sent(to: second)) \(fixture.output.sent(to: third))")
            return
        }
    }

    @Test func nothingIsLostWhileTheStoreFails() throws {
        let anna = try admit()
        let stream = open(1, anna.subscriber)
        let (name, now) = (try Name("Study"), fixture.clock.now)
        _ = try fixture.repository.write { store throws(StorageFailure) in
            let rejection = try store.renamePeer(anna.id, to: name, by: .nodeOperator, now: now)
            return rejection
        }
        fixture.repository.fail(true)
        fixture.events.announce()
        usleep(20_000)
        fixture.repository.fail(false)
        fixture.clock.advance(by: .seconds(2))
        for _ in 0..<1_000 where fixture.output.sent(to: stream).last != .event("peer_updated") { usleep(5_000) }
        #expect(fixture.output.sent(to: stream).filter { $0 == .event("peer_updated") }.count == 1)
    }

    @Test func presenceIsToldOnceAndSavedAgainAfterAFailure() throws {
        let anna = try admit()
        let stream = open(1, anna.subscriber)
        _ = open(2, anna.subscriber)
        #expect(fixture.output.sent(to: stream).filter { $0 == .event("presence_changed") }.count == 1)
        let record = try fixture.repository.read { store throws(StorageFailure) in try store.peer(anna.id) }
        let peer = try #require(record)
        #expect(fixture.presences.presence(of: peer, at: fixture.clock.now) == .online)
        #expect(fixture.presences.online() == [anna.id])
        // The disk is full when it is revoked; later it is not.
        fixture.repository.fail(true)
        fixture.presences.end(anna.id)
        fixture.repository.fail(false)
        func last() throws -> Presence? {
            try fixture.repository.read { store throws(StorageFailure) in try store.lastPresence(of: anna.id) }
        }
        #expect(try last() == .online)
        for _ in 0..<1_000 where try last() == .online { usleep(5_000) }
        #expect(try last() == .offline)
    }

    @Test func aHeartbeatMakesAPeerOnlineForAWhile() throws {
        let anna = try admit()
        let until = fixture.presences.heartbeat(anna.id)
        #expect(until == fixture.clock.now + Limits().heartbeatLife)
        #expect(fixture.presences.online() == [anna.id])
        fixture.clock.set(until)
        #expect(fixture.presences.online().isEmpty)
    }

    @Test func thoseThatWereOnlineBeforeARestartHaveTheGraceTime() throws {
        let anna = try admit()
        _ = fixture.presences.heartbeat(anna.id)
        fixture.settle()
        let worker = Worker()
        let clock = fixture.clock
        let surroundings = LiveSurroundings(now: { clock.now }, trusted: { clock.now }, limits: { Limits() })
        let next = Presences(fixture.repository, on: worker, in: surroundings)
        next.begin()
        worker.stop()
        let record = try fixture.repository.read { store throws(StorageFailure) in try store.peer(anna.id) }
        #expect(next.presence(of: try #require(record), at: clock.now) == .away)
    }
}
