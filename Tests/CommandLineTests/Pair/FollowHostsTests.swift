import Console
import Core
import JSON
import Testing

@testable import CommandLine

/// A dialogue whose node gets other addresses, or has none.
@Suite struct FollowHostsTests {
    private static let moved = Hosts(shown: "10.7.0.9:6969", others: ["10.8.0.9:6969"])
    private static let kept = Hosts(shown: "10.7.0.9:6969", others: ["192.168.1.20:6969"])
    private static let none = Hosts(shown: "", others: [])

    private func take(_ hosts: Hosts, _ dialogue: inout PairDialogue) -> [String] {
        dialogue.take(.hosts(hosts), now: PairFixture.start + .seconds(20)).map(\.sketch)
    }

    @Test(arguments: Scene.allCases) func anOpenCodeFollows(_ scene: Scene) {
        var dialogue = scene.dialogue()
        let isOpen = dialogue.code != nil
        let before = dialogue.sketch
        #expect(take(Self.moved, &dialogue) == (isOpen ? ["tell(moved to 10.7.0.9)"] : []))
        #expect(dialogue.sketch == before)
        guard isOpen else { return }
        #expect(dialogue.code?.joinURL == "http://10.7.0.9:6969/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA")
        #expect(dialogue.code?.id == PairFixture.id)
        #expect(dialogue.code?.expiresAt == PairFixture.code().expiresAt)
        #expect(dialogue.hosts == Self.moved)
        #expect(take(Self.moved, &dialogue) == [])
    }

    @Test func aCodeThatWorksStays() {
        var dialogue = Scene.waiting.dialogue()
        #expect(take(Self.kept, &dialogue) == [])
        #expect(dialogue.code == PairFixture.code())
        #expect(dialogue.hosts == Hosts(shown: "192.168.1.20:6969", others: ["10.7.0.9:6969"]))
    }

    @Test func aPublicURLStays() {
        var dialogue = PairDialogue(hosts: Hosts(shown: "192.168.1.20:6969", others: []), isAttended: true)
        let code = OpenCode(
            id: PairFixture.id, joinURL: "https://kith.example/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA",
            expiresAt: PairFixture.start + .minutes(5), shownAt: PairFixture.start)
        _ = dialogue.take(.began(code), now: PairFixture.start)
        #expect(take(Self.none, &dialogue) == [])
        #expect(take(Self.moved, &dialogue) == [])
        #expect(dialogue.code == code)
    }

    @Test func withoutAnAddressTheCodeIsHidden() {
        var dialogue = Scene.waiting.dialogue()
        let now = PairFixture.start + .seconds(20)
        #expect(take(Self.none, &dialogue) == ["tell(no address)"])
        #expect(take(Self.none, &dialogue) == [])
        let hidden = PairScreen(dialogue, now: now, in: PairSurroundings())
        #expect(hidden.joinURL == nil)
        #expect(hidden.paragraphs.first?.text == Texts.noAddress)
        // Nobody can come, so nothing is offered.
        #expect(!dialogue.isLate(at: now))
        #expect(
            take(Hosts(shown: "192.168.1.20:6969", others: ["10.0.0.4:6969"]), &dialogue) == [
                "tell(back on the network)"
            ])
        #expect(PairScreen(dialogue, now: now, in: PairSurroundings()).joinURL == PairFixture.code().joinURL)
        #expect(take(Self.none, &dialogue) == ["tell(no address)"])
        #expect(take(Self.moved, &dialogue) == ["tell(moved to 10.7.0.9)"])
        let shown = PairScreen(dialogue, now: now, in: PairSurroundings())
        #expect(shown.joinURL?.hasPrefix("http://10.7.0.9:6969/join?") == true)
        #expect(shown.paragraphs.contains { $0.text == Texts.moved })
    }

    @Test func whileAPINIsAskedForItIsSaid() {
        var dialogue = Scene.asking.dialogue()
        _ = take(Self.moved, &dialogue)
        let screen = PairScreen(dialogue, now: PairFixture.start, in: PairSurroundings())
        #expect(screen.paragraphs.contains { $0.text == Texts.movedWhileAsking })
        #expect(screen.prompt == "PIN shown on the phone: ")
    }

    @Test func theNextCodeDoesNotAskForTheOldAddress() {
        var dialogue = Scene.offering.dialogue()
        let now = Scene.offering.now
        #expect(dialogue.take(.key(.character("a")), now: now).last?.sketch == "begin(10.0.0.4:6969)")
        _ = dialogue.take(.began(PairFixture.code(PairFixture.secondID, at: now, host: "10.0.0.4")), now: now)
        #expect(take(Self.moved, &dialogue) == ["tell(moved to 10.7.0.9)"])
        #expect(dialogue.take(.key(.character("n")), now: now).last?.sketch == "begin")
    }

    @Test func beforeTheFirstCodeItWaits() {
        var dialogue = Scene.starting.dialogue()
        let start = PairFixture.start
        #expect(dialogue.take(.noAddress, now: start).map(\.sketch) == ["tell(no address)"])
        #expect(PairScreen(dialogue, now: start, in: PairSurroundings()).prompt == "Waiting for a network … ")
        #expect(dialogue.take(.tick, now: start).map(\.sketch) == ["begin"])
        #expect(dialogue.take(.noAddress, now: start).map(\.sketch) == [])
        #expect(dialogue.take(.tick, now: start + .milliseconds(900)).map(\.sketch) == [])
        #expect(dialogue.take(.tick, now: start + .milliseconds(1_000)).map(\.sketch) == ["begin"])
        #expect(dialogue.take(.began(PairFixture.code()), now: start).map(\.sketch) == ["tell(code)", "look"])
        #expect(PairScreen(dialogue, now: start, in: PairSurroundings()).joinURL != nil)
        #expect(dialogue.take(.tick, now: start).map(\.sketch) == ["look", "look at hosts"])
    }

    @Test func itCanBeCancelledMeanwhile() {
        var dialogue = Scene.starting.dialogue()
        _ = dialogue.take(.noAddress, now: PairFixture.start)
        let effects = dialogue.take(.interrupted, now: PairFixture.start)
        #expect(effects == [.end(CommandFailure(.failed, Texts.nothingOpen))])
    }

    @Test func itAsksOnceASecond() {
        var dialogue = Scene.waiting.dialogue()
        let start = PairFixture.start
        let asks = [0, 300, 999, 1_000, 1_300, 2_000, -60_000, -59_500].map { (time: Int64) in
            dialogue.take(.tick, now: start + .milliseconds(time)).contains(.lookAtHosts)
        }
        // The last ones: the clock was set back.
        #expect(asks == [true, false, false, true, false, true, true, false])
    }

    @Test func programsReadTheNewURL() {
        let event = PairNews.moved(PairFixture.code(host: "10.7.0.9")).event(now: PairFixture.start)
        #expect(event?["type"] == "join_url_changed")
        let data = event?["data"]?.object
        #expect(data?["pairing_id"]?.string == PairFixture.id)
        #expect(data?["join_url"]?.string == PairFixture.code(host: "10.7.0.9").joinURL)
        #expect(data?["expires_at"]?.string == PairFixture.code().expiresAt.text)
        #expect(PairNews.noAddress.event(now: PairFixture.start) == nil)
    }
}
