import Core
import Testing

struct FieldTests {
    static let explanations: [(FieldRejection.Problem, String)] = [
        (.missing, "is missing"), (.empty, "is empty"), (.tooLong(limit: 64), "is longer than 64 characters"),
        (.forbiddenCharacter(scalar: 0x7), "holds the character U+0007, which is not allowed in a name"),
        (.forbiddenCharacter(scalar: 0x202E), "holds the character U+202E, which is not allowed in a name"),
        (.forbiddenCharacter(scalar: 0xE0041), "holds the character U+E0041, which is not allowed in a name"),
        (.unknownValue, "has a value that kith does not know"), (.unknownField, "is not a field that kith knows"),
        (.notInTheFuture, "is in the past"),
        (.outOfRange(lowest: .seconds(10), highest: .hours(1)), "must be from 10s to 1h"),
        (.notYours, "asks for more than you may grant"), (.taken, "is already in use"),
        (
            .reserved,
            "is reserved: 'owner', 'operator', 'root', 'agent' and the name of this node cannot be names of devices"
        ),
        (.notFound, "names something that does not exist"),
    ]

    @Test(arguments: explanations) func finishesTheSentence(_ problem: FieldRejection.Problem, _ text: String) {
        #expect(problem.explanation == text)
    }
}

struct LimitsTests {
    /// The table of limits, and those that the text names.
    @Test func defaults() {
        let limits = Limits()
        #expect(limits.openPairings == 16 && limits.openPairingsOfAnInviter == 2 && limits.pinAttempts == 5)
        #expect(limits.pairingLife == .minutes(5))
        #expect(limits.shortestPairingLife == .seconds(10) && limits.longestPairingLife == .hours(1))
        #expect(limits.finishedPairingKept == .hours(1))
        #expect(limits.livePeers == 256 && limits.keysOfAPeer == 4)
        #expect(limits.addressHeld == .minutes(5) && limits.presenceGrace == .minutes(5))
        #expect(limits.peerTokenLife == .days(30) && limits.sessionLife == .days(7))
        #expect(limits.replacedTokenLife == .seconds(60))
        #expect(limits.eventsKept == .days(400) && limits.streamsResume == .days(7))
        #expect(limits.events == 1_000_000 && limits.historyQuestionsAMinute == 60 && limits.renamesAnHour == 6)
        #expect(limits.presenceEventsResume == .days(1) && limits.unsentEvents == 256 && limits.backupsKept == 7)
        #expect(limits.headBytes == 16_384 && limits.bodyBytes == 65_536)
        #expect(limits.joinRequestsAMinute == 30 && limits.newStreamsAMinute == 10)
        #expect(limits.connections == 4_096 && limits.connectionsOfAnAddress == 256)
        #expect(limits.idleConnection == .seconds(60) && limits.slowRequest == .seconds(10))
        #expect(Limits.nameCharacters == 64 && Limits.nameBytes == 256)
    }
}
