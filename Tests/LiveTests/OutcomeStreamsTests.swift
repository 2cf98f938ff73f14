import AgentTestKit
import Core
import HTTPServer
import Rehearsal
import Store
import Synchronization
import Testing

@testable import Live

/// The shell around the desk of outcomes, on a real store.
@Suite struct OutcomeStreamsTests {
    private let fixture: LiveFixture

    init() throws { fixture = try LiveFixture() }

    private func begin(_ number: Int32, _ pairing: PairingID, _ claim: SecretHash) -> StreamID {
        let stream = StreamID.test(number)
        let isOpen = Atomic(false)
        let end = fixture.clock.now + .minutes(5)
        fixture.outcomes.begin(stream, for: pairing, claim, until: end) { isOpen.store(true, ordering: .relaxed) }
        fixture.settle()
        let wasOpened = isOpen.load(ordering: .relaxed)
        #expect(wasOpened)
        return stream
    }

    @Test func aClaimantReceivesItsToken() throws {
        let (started, ticket) = try fixture.play.connect(.fresh())
        let stream = begin(1, started.id, ticket.claimHash)
        #expect(fixture.output.sent(to: stream).isEmpty)
        _ = try fixture.play.verify(started.id, ticket.pin)
        fixture.settle()
        #expect(fixture.output.sent(to: stream) == [.close(.normal, reason: "", last: "pairing_completed")])
    }

    @Test func aClaimantLearnsThatThePairingFailed() throws {
        let (started, ticket) = try fixture.play.connect(.fresh())
        let stream = begin(1, started.id, ticket.claimHash)
        let now = fixture.clock.now
        _ = try fixture.repository.write { store throws(StorageFailure) in try store.cancel(started.id, now: now) }
        fixture.settle()
        #expect(fixture.output.sent(to: stream) == [.close(.normal, reason: "", last: "pairing_failed")])
    }

    @Test func aClaimantLearnsThatAPinWasWrong() throws {
        let (started, ticket) = try fixture.play.connect(.fresh())
        let stream = begin(1, started.id, ticket.claimHash)
        let wrong = try #require(Pin(Pin.range.lowerBound + (ticket.pin.digits == "100000" ? 1 : 0)))
        _ = try fixture.play.verify(started.id, wrong)
        fixture.settle()
        #expect(fixture.output.sent(to: stream) == [.event("wrong_pin")])
        let later = begin(2, started.id, ticket.claimHash)
        #expect(fixture.output.sent(to: later) == [.event("wrong_pin")], "a page that was loaded again")
    }

    @Test func aStreamThatBeginsAfterTheEndIsToldAtOnce() throws {
        let (started, ticket) = try fixture.play.connect(.fresh())
        _ = try fixture.play.verify(started.id, ticket.pin)
        let stream = begin(1, started.id, ticket.claimHash)
        #expect(fixture.output.sent(to: stream) == [.close(.normal, reason: "", last: "pairing_completed")])
    }

    @Test func anUnknownClaimEndsItsStreamWithoutAWord() throws {
        let (started, _) = try fixture.play.connect(.fresh())
        let stream = begin(1, started.id, .fresh)
        #expect(fixture.output.sent(to: stream) == [.close(.normal, reason: "", last: nil)])
    }

    @Test func aStreamThatHasGoneIsSentNothing() throws {
        let (started, ticket) = try fixture.play.connect(.fresh())
        let stream = begin(1, started.id, ticket.claimHash)
        fixture.outcomes.note(stream, .closed(.gone))
        _ = try fixture.play.verify(started.id, ticket.pin)
        fixture.settle()
        #expect(fixture.output.sent(to: stream).isEmpty)
    }
}
