import Core
import MDNS
import Seeded
import Testing

@testable import Mesh

/// Decisions about other nodes, with the time as an input.
@Suite struct NodeDirectoryTests {
    private let two = NodeID(number: 2)
    private let attic = Name(trusted: "attic")

    @Test func foundOnlyOnceItAnswers() {
        var story = Story()
        #expect(story.sight(2) == [.open(1, Neighbour.place(2), two)])
        #expect(story.names == [])
        #expect(story.take(.answered(1)) == [.found(two, attic)])
        #expect(story.names == ["attic"])
        #expect(story.directory.nodes[0].places == [Neighbour.place(2)])
    }

    @Test func itsOwnAnnouncementsAreIgnored() {
        var story = Story()
        #expect(
            story.sight(1) == [] && story.directory.entries.isEmpty && story.directory.nextChange(after: .zero) == nil)
    }

    /// systemd would start a node again for any new connection.
    @Test func aNodeThatStopsIsLeftAlone() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.take(.broke(line)) == [])
        #expect(story.wait(.seconds(1)) == [] && story.names == ["attic"])
        #expect(story.take(.report(.withdrawn(Neighbour.announced(2)))) == [.lost(two, attic)])
        #expect(story.wait(.seconds(1_000)) == [] && story.directory.entries.isEmpty)
    }

    @Test func aGoodbyeClosesTheConnection() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.take(.report(.withdrawn(Neighbour.announced(2)))) == [.close(line), .lost(two, attic)])
        #expect(story.take(.broke(line)) == [] && story.take(.answered(line)) == [])
    }

    @Test func aNodeThatWasKilledIsLost() {
        var story = Story()
        story.take(.broke(story.meet(2)))
        #expect(story.wait(.seconds(2)) == [.open(2, Neighbour.place(2), two)])
        #expect(story.now == NodeDirectory.doubt)
        #expect(story.take(.broke(2)) == [.lost(two, attic)] && story.names == [])
        // And it is found again without another announcement.
        #expect(story.wait(.seconds(1)) == [.open(3, Neighbour.place(2), two)])
        #expect(story.take(.answered(3)) == [.found(two, attic)])
    }

    /// Only a node that closes connections and still answers is asked more slowly.
    @Test func aNodeThatWasLostOftenIsLostAsSoon() {
        var story = Story()
        var line = story.meet(2)
        var times: [Duration] = []
        for _ in 0..<8 {
            let broken = story.now
            story.take(.broke(line))
            story.waitForQuestion(to: two)
            times.append(story.now - broken)
            story.take(.broke(story.directory.entries[two]?.line.id ?? 0))
            story.waitForQuestion(to: two)
            line = story.directory.entries[two]?.line.id ?? 0
            story.take(.answered(line))
        }
        #expect(times.allSatisfy { $0 == NodeDirectory.doubt })
        times = []
        for _ in 0..<6 {
            let broken = story.now
            story.take(.broke(line))
            story.waitForQuestion(to: two)
            times.append(story.now - broken)
            line = story.directory.entries[two]?.line.id ?? 0
            story.take(.answered(line))
        }
        #expect(times == [1_500, 3_000, 5_000, 5_000, 5_000, 5_000].map { .milliseconds($0) })
    }

    /// Also if it said goodbye each time, and so often that the last events are not stored yet.
    @Test func aNodeThatLeftOftenIsLostAsSoon() {
        var story = Story()
        for round in 0..<8 {
            story.take(.broke(story.meet(2)))
            story.take(.report(.withdrawn(Neighbour.announced(2))))
            // Time for one more event: that it was found. That it was lost is late from then on.
            story.now += round == 2 ? .seconds(20) : .milliseconds(10)
        }
        story.take(.broke(story.meet(2)))
        let broken = story.now
        story.waitForQuestion(to: two)
        #expect(story.now - broken == NodeDirectory.doubt)
    }

    /// systemd starts it again before anybody notices.
    @Test func aQuickRestartIsNoEvent() {
        var story = Story()
        story.take(.broke(story.meet(2)))
        story.wait(.seconds(2))
        #expect(story.take(.answered(2)) == [] && story.names == ["attic"])
    }

    @Test func asksRarelyOverTheOpenConnection() {
        var story = Story()
        let line = story.meet(2)
        for turn in 1...5 {
            #expect(story.wait(.seconds(60)) == [.ask(line)])
            #expect(story.now == NodeDirectory.betweenQuestions * turn)
            #expect(story.take(.answered(line)) == [])
        }
    }

    @Test func triesEachPlace() {
        var story = Story()
        _ = story.sight(2, 7)
        _ = story.sight(2, 8, service: "other")
        #expect(story.take(.broke(1)) == [])
        #expect(story.wait(.seconds(5)) == [.open(2, Neighbour.place(7), two)])
        #expect(story.take(.broke(2)) == [.open(3, Neighbour.place(8), two)])
        #expect(story.take(.answered(3)) == [.found(two, attic)])
    }

    /// Often while Avahi reports no return, then rarely.
    @Test func asksALostNodeLessAndLess() {
        var story = Story()
        story.take(.broke(story.meet(2)))
        story.wait(.seconds(2))
        story.take(.broke(2))
        var times: [Duration] = []
        while story.now < .seconds(600) {
            guard case .open(let line, _, _)? = story.wait(.seconds(60)).first else { break }
            times.append(story.now)
            story.take(.broke(line))
        }
        let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(pauses.prefix(100).allSatisfy { $0 == NodeDirectory.eagerPause })
        #expect(pauses.last == NodeDirectory.longestPause)
        // An announcement that repeats changes nothing; one that says something else does.
        #expect(story.sight(2) == [])
        #expect(
            story.sight(2, name: "loft") == [.open(story.directory.entries[two]?.line.id ?? 0, Neighbour.place(2), two)]
        )
    }

    @Test func aNodeThatNeverAnsweredIsAskedLessAndLess() {
        var story = Story()
        _ = story.sight(2)
        var times: [Duration] = []
        for _ in 0..<8 {
            guard let line = story.directory.entries[two]?.line.id else { break }
            story.take(.broke(line))
            let before = story.now
            story.wait(.seconds(60))
            times.append(story.now - before)
        }
        #expect(times == [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
        #expect(story.effects.allSatisfy { if case .open = $0 { true } else { false } })
    }

    /// Its own avahi-daemon restarts: nobody is lost by that.
    @Test func staysWhileAvahiIsGone() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.take(.report(.unknown(Neighbour.announced(2)))) == [])
        #expect(story.names == ["attic"] && story.wait(.seconds(60)) == [.ask(line)])
        story.take(.answered(line))
        story.take(.broke(line))
        story.wait(.seconds(2))
        #expect(story.take(.broke(2)) == [.lost(two, attic)] && story.directory.entries.isEmpty)
    }

    @Test func anAnnouncementThatBecomesAnotherNode() {
        var story = Story()
        let line = story.meet(2)
        let effects = story.take(.report(.sighted(Neighbour.announced(2), Neighbour.seen(3, name: "loft"))))
        #expect(effects.contains(.close(line)) && effects.contains(.lost(two, attic)))
        #expect(effects.contains(.open(2, Neighbour.place(3), NodeID(number: 3))))
    }

    /// Somebody announces the id of another node: that node stays, whatever happens to the announcement.
    @Test func aThiefOfAnIDChangesNothing() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.sight(2, 66, name: "thief", service: "thief") == [])
        #expect(story.names == ["attic"])
        #expect(story.take(.report(.withdrawn(Neighbour.announced(2, "thief")))) == [])
        #expect(story.names == ["attic"])
        _ = story.sight(2, 66, name: "thief", service: "thief")
        story.take(.broke(line))
        #expect(story.wait(.seconds(2)) == [.open(2, Neighbour.place(2), two)])
    }

    @Test func aNodeThatIsRenamedIsNoEvent() {
        var story = Story()
        story.meet(2)
        #expect(story.sight(2, name: "loft") == [] && story.names == ["loft"])
        #expect(story.take(.report(.withdrawn(Neighbour.announced(2)))).last == .lost(two, Name(trusted: "loft")))
    }
}
