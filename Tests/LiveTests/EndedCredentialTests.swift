import AgentTestKit
import Core
import Rehearsal
import Store
import Testing

@testable import HTTPServer
@testable import Live

/// Streams whose credential ends while they are open, on a real store.
@Suite struct EndedCredentialTests {
    private let fixture: LiveFixture

    init() throws { fixture = try LiveFixture() }

    private func open(_ number: Int32, _ subscriber: EventSubscriber, after: Int64? = nil) -> StreamID {
        let stream = StreamID.test(number)
        fixture.events.begin(stream, for: subscriber, after: after)
        fixture.settle()
        return stream
    }

    private func write<Result: Sendable>(
        _ work: @escaping @Sendable (any Transaction, Moment) throws(StorageFailure) -> Result
    ) throws -> Result {
        let now = fixture.clock.now
        let result = try fixture.repository.write { store throws(StorageFailure) in try work(store, now) }.result
        fixture.settle()
        return result
    }

    private func isClosed(_ stream: StreamID) -> Bool {
        fixture.output.sent(to: stream).contains { if case .close = $0 { true } else { false } }
    }

    /// Of a device with two streams, only the one that its bearer token opened ends with the token.
    @Test func aWithdrawnTokenEndsItsStreams() throws {
        let (device, hash) = (Device.fresh(), SecretHash.fresh)
        let id = try fixture.play.admit(device).peer
        let draw = BearerDraw(hash: hash, peer: id)
        _ = try write { store, now throws(StorageFailure) in
            try store.issueBearerToken(
                to: .peer(id), life: nil, by: .nodeOperator, draw: draw, now: now, limits: Limits())
        }
        let byKey = open(1, EventSubscriber(.peer(id, by: .key(device.key)), receivesAll: false))
        let byToken = open(2, EventSubscriber(.peer(id, by: .token(hash)), receivesAll: false))
        _ = try write { store, now throws(StorageFailure) in
            try store.withdrawToken(TokenID(hash), of: id, by: .nodeOperator, now: now)
        }
        fixture.events.recheck(id)
        fixture.settle()
        #expect(fixture.output.sent(to: byToken).last == .close(.policyViolation, reason: "token_revoked", last: nil))
        #expect(!isClosed(byKey))
    }

    /// Between the revocation of an admin and the event of it, nothing for operators reaches its stream.
    @Test func aRevokedAdminReceivesItsEndOnly() throws {
        let device = Device.fresh()
        let id = try fixture.play.admit(device, PairingTerms(scopes: .all)).peer
        let stream = open(1, EventSubscriber(.peer(id, by: .key(device.key)), receivesAll: true))
        let area = Area(id: fresh(), name: try Name("Attic"))
        let before = fixture.output.sent(to: stream)
        _ = try write { store, now throws(StorageFailure) in
            _ = try store.createArea(area, now: now)
            _ = try store.changeArea(area.id, AreaChange(enabling: .set(false)), by: .nodeOperator, now: now)
            _ = try store.revokePeer(id, by: .nodeOperator, now: now)
        }
        #expect(
            fixture.output.sent(to: stream).dropFirst(before.count) == [
                .close(.policyViolation, reason: "token_revoked", last: "token_revoked")
            ])
    }

    /// Presence of long ago is no news for a stream that catches up.
    @Test func oldPresenceIsLeftOut() throws {
        let anna = try fixture.play.admit().peer
        let last = try fixture.repository.read { store throws(StorageFailure) in try store.lastEvent() }
        _ = fixture.presences.heartbeat(anna)
        fixture.settle()
        let recent = open(1, .nodeOperator, after: last)
        #expect(fixture.output.sent(to: recent) == [.event("connected"), .page(["presence_changed"])])
        fixture.clock.advance(by: Limits().presenceEventsResume + .milliseconds(1))
        let late = open(2, .nodeOperator, after: last)
        #expect(fixture.output.sent(to: late) == [.event("connected"), .page([])])
    }
}
