import Core
import Seeded
import Testing

@testable import HTTPServer
@testable import Live

@Suite struct OutcomeDeskTests {
    private var desk = OutcomeDesk()
    private var now = Moment(milliseconds: 1_000_000)
    private let pairing: PairingID, other: PairingID
    private let claim: SecretHash
    private var end: Moment { Moment(milliseconds: 1_000_000) + .minutes(5) }

    init() {
        var chance = SeededGenerator(seed: 7)
        pairing = PairingID(at: now, using: &chance)
        other = PairingID(at: now, using: &chance)
        claim = SecretHash(Octets32(using: &chance))
    }

    private func stream(_ number: Int32) -> StreamID { StreamID(pollKey: PollKey(descriptor: number, generation: 1)) }

    /// Opens a stream and answers the look that follows.
    private mutating func open(_ number: Int32, _ pairing: PairingID) -> [OutcomeDesk.Effect] {
        let effects = desk.handle(.opened(stream(number), pairing, claim: claim, until: end), now: now)
        return effects + desk.handle(.read(stream(number), .stillOpen(until: end)), now: now)
    }

    @Test mutating func aNewStreamIsLookedAtAgain() {
        let effects = desk.handle(.opened(stream(1), pairing, claim: claim, until: end), now: now)
        #expect(effects == [.read(stream(1), claim: claim)], "the pairing may have ended since it was last read")
        #expect(desk.handle(.read(stream(1), .stillOpen(until: end)), now: now) == [.wake(at: end)])
    }

    @Test mutating func theEndOfAPairingIsReadForItsStreamsOnly() {
        _ = open(1, pairing)
        _ = open(2, other)
        _ = open(3, pairing)
        #expect(
            desk.handle(.ended(pairing), now: now) == [
                .read(stream(1), claim: claim), .read(stream(3), claim: claim),
            ])
        #expect(desk.handle(.read(stream(1), .over), now: now).isEmpty)
        #expect(desk.handle(.read(stream(3), .over), now: now).isEmpty)
        #expect(desk.handle(.ended(pairing), now: now).isEmpty, "nobody waits for it now")
    }

    @Test mutating func aPairingThatNobodyEndsIsReadWhenItsTimeIsUp() {
        _ = open(1, pairing)
        now = end
        #expect(desk.handle(.woken, now: now) == [.read(stream(1), claim: claim)])
    }

    @Test mutating func progressIsSentOnceToEachStream() {
        _ = open(1, pairing)
        let once = desk.handle(.ended(pairing), now: now)
        #expect(once == [.read(stream(1), claim: claim)])
        let wrong = PairingProgress.wrongPin(attemptsLeft: 4)
        let reading = OutcomeDesk.Reading.stillOpen(until: end, progress: wrong)
        #expect(desk.handle(.read(stream(1), reading), now: now) == [.send(stream(1), wrong)])
        _ = desk.handle(.ended(pairing), now: now)
        #expect(desk.handle(.read(stream(1), reading), now: now).isEmpty, "it knows")
        _ = desk.handle(.ended(pairing), now: now)
        let verified = OutcomeDesk.Reading.stillOpen(until: end, progress: .pinVerified)
        #expect(desk.handle(.read(stream(1), verified), now: now) == [.send(stream(1), .pinVerified)])
        _ = desk.handle(.opened(stream(2), pairing, claim: claim, until: end), now: now)
        #expect(desk.handle(.read(stream(2), verified), now: now) == [.send(stream(2), .pinVerified)], "a new stream")
    }

    @Test mutating func aStreamThatClosedIsForgotten() {
        _ = open(1, pairing)
        #expect(desk.handle(.closed(stream(1)), now: now).isEmpty)
        #expect(desk.handle(.ended(pairing), now: now).isEmpty)
        #expect(desk.handle(.closed(stream(9)), now: now).isEmpty, "of others nothing is known")
    }

    @Test mutating func aReadThatFailsIsRepeatedAfterAPause() {
        _ = open(1, pairing)
        _ = desk.handle(.ended(pairing), now: now)
        let again = now + .seconds(1)
        #expect(desk.handle(.read(stream(1), .failed), now: now) == [.wake(at: again)])
        now = again
        #expect(desk.handle(.woken, now: now).contains(.read(stream(1), claim: claim)))
    }

    @Test mutating func aNinthStreamTakesThePlaceOfTheOldest() {
        for number in 1...Int32(OutcomeDesk.most) { _ = open(number, pairing) }
        let effects = desk.handle(.opened(stream(99), pairing, claim: claim, until: end), now: now)
        #expect(effects.contains(.displace(stream(1))))
        _ = desk.handle(.read(stream(99), .stillOpen(until: end)), now: now)
        let asked = desk.handle(.ended(pairing), now: now)
        #expect(asked.count == OutcomeDesk.most)
        #expect(!asked.contains(.read(stream(1), claim: claim)))
    }

    /// Two answers would issue two tokens, and the one that was delivered would end.
    @Test mutating func theStoreIsAskedOnceAtATime() {
        _ = desk.handle(.opened(stream(1), pairing, claim: claim, until: end), now: now)
        #expect(desk.handle(.ended(pairing), now: now).isEmpty, "it is being asked")
        let again = desk.handle(.read(stream(1), .stillOpen(until: end)), now: now)
        #expect(again == [.read(stream(1), claim: claim)], "the pairing ended meanwhile")
        #expect(desk.handle(.read(stream(1), .over), now: now).isEmpty)
        #expect(desk.handle(.ended(pairing), now: now).isEmpty)
    }

    @Test mutating func anAnswerThatWasUnderWayIsEnough() {
        _ = desk.handle(.opened(stream(1), pairing, claim: claim, until: end), now: now)
        _ = desk.handle(.ended(pairing), now: now)
        #expect(desk.handle(.read(stream(1), .over), now: now).isEmpty)
    }
}
