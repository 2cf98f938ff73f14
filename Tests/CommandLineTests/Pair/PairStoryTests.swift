import Console
import Core
import JSON
import Testing

@testable import CommandLine

/// What takes more than one step.
@Suite struct PairStoryTests {
    private let now = PairFixture.start + .seconds(2)

    private func take(_ dialogue: inout PairDialogue, _ inputs: PairInput...) -> [String] {
        inputs.flatMap { dialogue.take($0, now: now) }.map(\.sketch)
    }

    @Test func aPinIsTypedAndMended() {
        var dialogue = Scene.asking.dialogue()
        for key in "1x2 34".map(Key.character) { _ = dialogue.take(.key(key), now: now) }
        #expect(dialogue.typed == "12 34")
        _ = take(&dialogue, .key(.erase), .key(.character("9")))
        #expect(dialogue.typed == "12 39")
        _ = take(&dialogue, .key(.eraseLine))
        #expect(dialogue.typed == "")
        for key in " 123 456".map(Key.character) { _ = dialogue.take(.key(key), now: now) }
        #expect(take(&dialogue, .key(.enter)) == ["verify(123456)"])
        #expect(dialogue.typed == "")
    }

    /// A PIN has no letters, so a letter in the middle of one is a command.
    @Test(arguments: [Scene.waiting, .asking], ["n", "N"] as [Character])
    func aNewCodeIsAvailableAtAnyTime(_ scene: Scene, _ key: Character) {
        var dialogue = scene.dialogue()
        for digit in "123" { _ = dialogue.take(.key(.character(digit)), now: now) }
        #expect(take(&dialogue, .key(.character(key))) == ["discard", "tell(over: cancelled)", "begin"])
        #expect(dialogue.typed == "")
    }

    @Test(arguments: [Key.character("n"), .character("N"), .enter])
    func anExpiredCodeIsReplacedByTheKeysThatItsScreenNames(_ key: Key) {
        var dialogue = Scene.expired.dialogue()
        #expect(take(&dialogue, .key(key)) == ["begin"])
        #expect(dialogue.state == .starting)
    }

    @Test func aScriptWithTooManyWrongPinsEnds() {
        var dialogue = Scene.asking.dialogue(isAttended: false)
        #expect(
            take(&dialogue, .looked(.failed(reason: "too_many_attempts"), []))
                == ["tell(over: too_many_attempts)", "end(failed)"])
    }

    @Test func whatIsTypedHasAnEnd() {
        var dialogue = Scene.asking.dialogue()
        for _ in 0..<100 { _ = dialogue.take(.key(.character("1")), now: now) }
        #expect(dialogue.typed.count == PairDialogue.longestTyped)
        #expect(take(&dialogue, .key(.end)) == [])
    }

    @Test func whatIsTypedTooSoonIsNotLost() {
        var dialogue = Scene.waiting.dialogue()
        _ = take(&dialogue, .key(.character("1")), .looked(.open(PairFixture.phone), []))
        #expect(dialogue.typed == "1")
    }

    @Test func linesThatComeTooSoonAreAnswersInTheirOrder() {
        var dialogue = Scene.waiting.dialogue(isAttended: false)
        #expect(
            take(&dialogue, .line("12"), .line(""), .line("111111"), .line("222222"), .inputEnded)
                == Array(repeating: "look", count: 3))
        #expect(
            take(&dialogue, .looked(.open(PairFixture.phone), []))
                == ["tell(arrived)", "tell(no answer)", "verify(111111)"])
        #expect(
            take(&dialogue, .verified(.wrongPin(attemptsLeft: 4))) == ["tell(wrong, 4 left)", "look", "verify(222222)"])
        #expect(take(&dialogue, .verified(.wrongPin(attemptsLeft: 3))) == ["tell(wrong, 3 left)", "look", "cancel"])
    }

    @Test func nobodyMayBeTooFarAhead() {
        var dialogue = Scene.waiting.dialogue(isAttended: false)
        for _ in 0..<100 { _ = dialogue.take(.line("111111"), now: now) }
        #expect(dialogue.early.count == PairDialogue.mostEarly)
        // The next code has its own PIN.
        _ = take(&dialogue, .line("n"), .began(PairFixture.code(PairFixture.secondID)))
        #expect(dialogue.early.isEmpty)
    }

    @Test func addressesAreTriedInTurn() {
        var dialogue = PairDialogue(hosts: Hosts(shown: "one", others: ["two", "three"]), isAttended: true)
        var (moment, hosts) = (PairFixture.start, [String]())
        for number in 0..<4 {
            _ = dialogue.take(.began(PairFixture.code("pr_\(number)", at: moment)), now: moment)
            #expect(dialogue.take(.key(.character("a")), now: moment + .seconds(14)) == [])
            moment = moment + .seconds(15)
            let effects = dialogue.take(.key(.character("a")), now: moment)
            if case .begin(let host?) = effects.last { hosts.append(host) }
        }
        #expect(hosts == ["two", "three", "one", "two"])
        // A new code keeps the address.
        _ = dialogue.take(.began(PairFixture.code("pr_9", at: moment)), now: moment)
        #expect(dialogue.take(.key(.character("n")), now: moment).last == .begin(host: "two"))
    }

    @Test func anAddressThatWasChosenStays() {
        var hosts = Hosts(shown: "one", others: ["two", "three"])
        let isThere = hosts.advance { $0 == "three" }
        let isElsewhere = hosts.advance { $0 == "four" }
        #expect(isThere && !isElsewhere && hosts == Hosts(shown: "three", others: ["one", "two"]))
        var dialogue = PairDialogue(hosts: hosts, isChosen: true, isAttended: true)
        #expect(dialogue.opening == [.begin(host: "three")])
        _ = dialogue.take(.began(PairFixture.code()), now: now)
        #expect(dialogue.take(.key(.character("n")), now: now).last == .begin(host: "three"))
    }

    @Test func theOfferIsToldOnce() {
        var dialogue = Scene.waiting.dialogue()
        let late = PairFixture.start + PairDialogue.patience
        #expect(
            dialogue.take(.tick, now: late).map(\.sketch) == [
                "inspect(192.168.1.20 6969)", "tell(nobody came, try 10.0.0.4:6969)", "look", "look at hosts",
            ])
        #expect(dialogue.take(.tick, now: late + .milliseconds(999)).map(\.sketch) == ["look"])
        #expect(dialogue.offer(at: late) == "10.0.0.4:6969")
        _ = dialogue.take(.looked(.open(PairFixture.phone), []), now: late)
        #expect(dialogue.offer(at: late) == nil)
        var lonely = PairDialogue(hosts: Hosts(shown: "one", others: []), isAttended: true)
        _ = lonely.take(.began(PairFixture.code()), now: PairFixture.start)
        #expect(
            lonely.take(.tick, now: late).map(\.sketch) == [
                "inspect(192.168.1.20 6969)", "tell(nobody came)", "look", "look at hosts",
            ])
        #expect(lonely.isLate(at: late))
    }

    @Test func theFirewallIsToldWhileSomebodyWaits() {
        var dialogue = Scene.waiting.dialogue()
        let late = PairFixture.start + PairDialogue.patience
        _ = dialogue.take(.tick, now: late)
        #expect(dialogue.take(.inspected(nil), now: late) == [])
        #expect(dialogue.firewall == nil)
        #expect(dialogue.take(.inspected(PairFixture.firewall), now: late).map(\.sketch) == ["tell(firewall)"])
        #expect(dialogue.firewall == PairFixture.firewall)
        // The next code is asked about again: it may have another address.
        _ = dialogue.take(.key(.character("n")), now: late)
        _ = dialogue.take(.began(PairFixture.code(PairFixture.secondID, at: late)), now: late)
        #expect(dialogue.firewall == nil)
        #expect(dialogue.take(.inspected(PairFixture.firewall), now: late) == [])
        _ = dialogue.take(.looked(.open(PairFixture.phone), []), now: late)
        #expect(dialogue.take(.inspected(PairFixture.firewall), now: late) == [])
    }

    /// By a name, phones come to the address that the node would otherwise show.
    @Test(arguments: [
        ("http://kitchen.local:6969/join", "inspect(10.0.0.4 6969)"), ("http://10.0.0.9/join", "inspect(10.0.0.9 80)"),
        ("https://10.0.0.9/join", "inspect(10.0.0.9 443)"), ("http://[fd00::1]:81/join", "inspect(fd00::1 81)"),
    ]) func theFirewallIsAskedForTheAddressOfTheCode(_ url: String, _ effect: String) {
        var dialogue = PairDialogue(hosts: Hosts(shown: "kitchen.local", others: ["10.0.0.4:6969"]), isAttended: true)
        let code = OpenCode(id: "pr_1", joinURL: url, expiresAt: now + .minutes(5), shownAt: PairFixture.start)
        _ = dialogue.take(.began(code), now: PairFixture.start)
        #expect(dialogue.take(.tick, now: PairFixture.start + PairDialogue.patience).first?.sketch == effect)
    }

    @Test func alarmsOfThisCodeAreTold() {
        var dialogue = Scene.asking.dialogue()
        let foreign = PairFixture.event("second_claim", of: "pr_of_somebody_else")
        let events = [PairFixture.event("second_claim"), PairFixture.event("bad_proof"), foreign]
        #expect(
            take(&dialogue, .looked(.open(PairFixture.phone), events))
                == ["record(second_claim)", "tell(secondClaim)", "record(bad_proof)", "tell(badProof)"])
        #expect(
            take(&dialogue, .looked(.open(PairFixture.phone), events)) == ["record(second_claim)", "record(bad_proof)"])
        #expect(dialogue.alarms.all.map(\.count) == [2, 2])
    }

    @Test func aNewCodeBeginsWithoutAlarms() {
        var dialogue = Scene.asking.dialogue()
        _ = take(&dialogue, .looked(.open(PairFixture.phone), [PairFixture.event("second_claim")]))
        _ = take(&dialogue, .key(.character("n")), .began(PairFixture.code(PairFixture.secondID)))
        #expect(dialogue.alarms.all.isEmpty)
        // Only readers of events receive those of the old code.
        let late = PairInput.looked(.open(nil), [PairFixture.event("second_claim")])
        #expect(take(&dialogue, late) == ["record(second_claim)"])
        #expect(dialogue.alarms.all.isEmpty)
    }

    @Test func whenItCameIsWhatWasRecorded() {
        var dialogue = Scene.waiting.dialogue()
        let came = Visitor(browser: "", address: "", at: PairFixture.start + .milliseconds(1_234))
        _ = take(&dialogue, .looked(.open(PairFixture.phone), [PairFixture.event("device_connected", by: came)]))
        guard case .asking(_, let visitor, _) = dialogue.state else { return #expect(Bool(false), "nobody came") }
        #expect(visitor == Visitor(browser: "iPhone, Safari", address: "192.168.1.77", at: came.at))
    }

    /// The person types it on the device while the operator looks for the PIN.
    @Test func aNameThatIsTypedOnTheDeviceIsShown() {
        var dialogue = Scene.waiting.dialogue()
        var phone = PairFixture.phone
        phone.name = "iPhone"
        _ = take(&dialogue, .looked(.open(phone), []))
        phone.name = "Anna's phone"
        #expect(take(&dialogue, .looked(.open(phone), [])) == [])
        guard case .asking(_, let visitor, .pin(nil)) = dialogue.state else {
            return #expect(Bool(false), "no question")
        }
        #expect(visitor.name == "Anna's phone")
    }

    @Test func theWayIsToldAtTheEnd() {
        var dialogue = Scene.registering.dialogue()
        var event = PairFixture.event("pairing_completed")
        var data = event.data
        data["way"] = "key_added"
        event = RecordedEvent(type: event.type, at: event.at, data: data, whole: event.whole)
        #expect(take(&dialogue, .looked(.registered(peer: "pe_1"), [event])) == [])
        let effects = dialogue.take(.described(nil), now: now)
        let admission = Admission(id: "pe_0000000000001", name: "Anna's phone", way: "key_added", peer: nil)
        #expect(effects == [.tell(.registered(pairing: PairFixture.id, admission)), .end(nil)])
    }

    @Test func aScriptIsNotKeptWaiting() {
        var dialogue = Scene.waiting.dialogue(isAttended: false)
        let end = PairFixture.start + .minutes(5)
        #expect(dialogue.take(.tick, now: end).map(\.sketch) == ["discard", "tell(over: expired)", "end(failed)"])
    }

    @Test func withNobodyToTypeThePinTheCodeGoesWhenSomebodyComes() {
        var dialogue = Scene.waiting.dialogue(isAttended: false)
        #expect(take(&dialogue, .inputEnded) == [])
        #expect(take(&dialogue, .looked(.open(PairFixture.phone), [])) == ["tell(arrived)", "cancel"])
        var asking = Scene.asking.dialogue(isAttended: false)
        #expect(take(&asking, .inputEnded) == ["cancel"])
        var attended = Scene.waiting.dialogue()
        #expect(take(&attended, .inputEnded) == ["cancel"])
    }

    @Test func aSilentAgentIsWaitedFor() {
        var dialogue = Scene.asking.dialogue()
        #expect(dialogue.take(.agentSilent, now: now).map(\.sketch) == ["tell(silent)"])
        #expect(dialogue.take(.agentSilent, now: now + .seconds(9)) == [])
        #expect(dialogue.take(.looked(.open(PairFixture.phone), []), now: now).map(\.sketch) == ["tell(back)"])
        #expect(dialogue.take(.agentSilent, now: now).map(\.sketch) == ["tell(silent)"])
        let end = dialogue.take(.agentSilent, now: now + PairDialogue.silenceBorne)
        #expect(end.map(\.sketch) == ["end(agentNotReachable)"])
    }
}
