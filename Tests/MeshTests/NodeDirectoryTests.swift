import Core
import MDNS
import Seeded
import Testing

@testable import Mesh

/// Decisions about other nodes, with the time as an input.
@Suite struct NodeDirectoryTests {
    /// A directory, and what it asked for.
    struct Story {
        var directory = NodeDirectory(own: NodeID(number: 1), at: .zero)
        var now = Duration.zero
        var effects: [NodeDirectory.Effect] = []

        @discardableResult
        mutating func take(_ input: NodeDirectory.Input) -> [NodeDirectory.Effect] {
            let new = directory.take(input, at: now)
            effects += new
            return new
        }

        /// Until something is due, at most this long.
        @discardableResult
        mutating func wait(_ time: Duration) -> [NodeDirectory.Effect] {
            let end = now + time
            var new: [NodeDirectory.Effect] = []
            while new.isEmpty, let next = directory.nextChange(after: now), next <= end {
                now = max(now, next)
                new = take(.timeHasPassed)
            }
            if new.isEmpty { now = end }
            return new
        }

        /// Until it connects. Events may be due before.
        mutating func waitForQuestion(to node: NodeID) {
            while directory.entries[node]?.isOpening == false, now < .seconds(10_000) { wait(.seconds(30)) }
        }

        mutating func sight(_ number: Int64, _ host: UInt8? = nil, name: String = "attic", service: String? = nil)
            -> [NodeDirectory.Effect]
        { take(.report(.sighted(announced(number, service), seen(number, host, name: name)))) }

        /// Sighted, asked, answered.
        @discardableResult
        mutating func meet(_ number: Int64) -> NodeDirectory.LineID {
            guard case .open(let line, _, _)? = sight(number).first else { return -1 }
            take(.answered(line))
            return line
        }

        var names: [String] { directory.nodes.map(\.name.text) }
    }

    static func announced(_ number: Int64, _ service: String? = nil) -> Announcement {
        Announcement(name: service ?? "node \(number)", link: 2, isV6: false)
    }

    static func place(_ host: UInt8) -> NodePlace {
        NodePlace(address: HostAddress([10, 0, 0, host]) ?? .loopback, link: 2, port: 6_969)
    }

    static func seen(_ number: Int64, _ host: UInt8? = nil, name: String = "attic") -> NodeSighting {
        NodeSighting(
            id: NodeID(number: number), name: Name(trusted: name), version: "1", interface: 1,
            place: place(host ?? UInt8(truncatingIfNeeded: number)))
    }

    private let two = NodeID(number: 2)
    private let attic = Name(trusted: "attic")

    @Test func foundOnlyOnceItAnswers() {
        var story = Story()
        #expect(story.sight(2) == [.open(1, Self.place(2), two)])
        #expect(story.names == [])
        #expect(story.take(.answered(1)) == [.found(two, attic)])
        #expect(story.names == ["attic"])
        #expect(story.directory.nodes[0].places == [Self.place(2)])
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
        #expect(story.take(.report(.withdrawn(Self.announced(2)))) == [.lost(two, attic)])
        #expect(story.wait(.seconds(1_000)) == [] && story.directory.entries.isEmpty)
    }

    @Test func aGoodbyeClosesTheConnection() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.take(.report(.withdrawn(Self.announced(2)))) == [.close(line), .lost(two, attic)])
        #expect(story.take(.broke(line)) == [] && story.take(.answered(line)) == [])
    }

    @Test func aNodeThatWasKilledIsLost() {
        var story = Story()
        story.take(.broke(story.meet(2)))
        #expect(story.wait(.seconds(2)) == [.open(2, Self.place(2), two)])
        #expect(story.now == NodeDirectory.doubt)
        #expect(story.take(.broke(2)) == [.lost(two, attic)] && story.names == [])
        // And it is found again without another announcement.
        #expect(story.wait(.seconds(1)) == [.open(3, Self.place(2), two)])
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
            story.take(.report(.withdrawn(Self.announced(2))))
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
        #expect(story.wait(.seconds(5)) == [.open(2, Self.place(7), two)])
        #expect(story.take(.broke(2)) == [.open(3, Self.place(8), two)])
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
        #expect(story.sight(2, name: "loft") == [.open(story.directory.entries[two]?.line.id ?? 0, Self.place(2), two)])
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
        #expect(story.take(.report(.unknown(Self.announced(2)))) == [])
        #expect(story.names == ["attic"] && story.wait(.seconds(60)) == [.ask(line)])
        story.take(.answered(line))
        story.take(.broke(line))
        story.wait(.seconds(2))
        #expect(story.take(.broke(2)) == [.lost(two, attic)] && story.directory.entries.isEmpty)
    }

    @Test func anAnnouncementThatBecomesAnotherNode() {
        var story = Story()
        let line = story.meet(2)
        let effects = story.take(.report(.sighted(Self.announced(2), Self.seen(3, name: "loft"))))
        #expect(effects.contains(.close(line)) && effects.contains(.lost(two, attic)))
        #expect(effects.contains(.open(2, Self.place(3), NodeID(number: 3))))
    }

    /// Somebody announces the id of another node: that node stays, whatever happens to the announcement.
    @Test func aThiefOfAnIDChangesNothing() {
        var story = Story()
        let line = story.meet(2)
        #expect(story.sight(2, 66, name: "thief", service: "thief") == [])
        #expect(story.names == ["attic"])
        #expect(story.take(.report(.withdrawn(Self.announced(2, "thief")))) == [])
        #expect(story.names == ["attic"])
        _ = story.sight(2, 66, name: "thief", service: "thief")
        story.take(.broke(line))
        #expect(story.wait(.seconds(2)) == [.open(2, Self.place(2), two)])
    }

    @Test func aNodeThatIsRenamedIsNoEvent() {
        var story = Story()
        story.meet(2)
        #expect(story.sight(2, name: "loft") == [] && story.names == ["loft"])
        #expect(story.take(.report(.withdrawn(Self.announced(2)))).last == .lost(two, Name(trusted: "loft")))
    }

    @Test func boundsNodes() {
        var story = Story()
        for number in 2..<1_000 as Range<Int64> {
            _ = story.take(
                .report(.sighted(Self.announced(number), Self.seen(number, UInt8(truncatingIfNeeded: number)))))
        }
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
        #expect(story.directory.entries.values.count(where: \.isOpening) == NodeDirectory.mostOpening)
        // Those left out get the places of those that go.
        for number in 2..<40 as Range<Int64> { story.take(.report(.withdrawn(Self.announced(number)))) }
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
    }

    @Test func boundsNodesOfAnAddress() {
        var story = Story()
        for number in 2..<50 as Range<Int64> {
            _ = story.take(.report(.sighted(Self.announced(number), Self.seen(number, 9))))
        }
        #expect(story.directory.entries.count == NodeDirectory.mostNodesOfAddress)
        #expect(story.sight(100, 10).count == 1)
    }

    /// Hundreds of made-up nodes at as many addresses delay a real one, and do not hide it.
    @Test func everyNodeGetsATurn() {
        var story = Story()
        for number in 2..<250 as Range<Int64> { _ = story.sight(number, UInt8(number)) }
        _ = story.sight(900, 251, name: "real", service: "zzz")
        while story.names != ["real"], story.now < .seconds(300) {
            for entry in story.directory.entries.values.sorted(by: { $0.id < $1.id }) {
                guard case .opening(let line, let place, _) = entry.line else { continue }
                story.take(place == Self.place(251) ? .answered(line) : .broke(line))
            }
            story.wait(.seconds(1))
        }
        #expect(story.names == ["real"] && story.now < .seconds(60))
    }

    @Test func aSilentNodeMakesRoom() {
        var story = Story()
        for number in 2..<66 as Range<Int64> { _ = story.sight(number, UInt8(number)) }
        for _ in 0..<400 {
            for entry in story.directory.entries.values {
                if let line = entry.line.id { story.take(.broke(line)) }
            }
            story.wait(.seconds(1))
        }
        #expect(story.sight(200, 200).contains { if case .open(_, Self.place(200), _) = $0 { true } else { false } })
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
    }

    /// However often a node comes and goes, few events are stored, and the last one is true.
    @Test func boundsEvents() {
        var story = Story()
        for _ in 0..<500 {
            story.meet(2)
            story.now += .milliseconds(10)
            story.take(.report(.withdrawn(Self.announced(2))))
            story.now += .milliseconds(10)
        }
        let count = story.effects.count { if case .found = $0 { true } else if case .lost = $0 { true } else { false } }
        #expect(count <= 8)
        story.meet(2)
        while story.now < .seconds(60) { story.wait(.seconds(5)) }
        #expect(story.directory.entries[two]?.isReported == true)
    }

    @Test func boundsEventsOfManyNodes() {
        var story = Story()
        for number in 2..<2_000 as Range<Int64> {
            story.meet(number)
            story.take(.report(.withdrawn(Self.announced(number))))
            story.now += .milliseconds(1)
        }
        let count = story.effects.count { if case .found = $0 { true } else if case .lost = $0 { true } else { false } }
        #expect(count <= 130)
        #expect(story.directory.entries.count <= NodeDirectory.mostNodes)
    }

    /// Somebody announces the id of a node under thousands of names, each of which Avahi lists for a while.
    @Test(arguments: [true, false])
    func boundsAnnouncementsOfANode(_ areForgotten: Bool) {
        var story = Story()
        let line = story.meet(2)
        for number in 0..<2_000 {
            _ = story.sight(2, 66, name: "thief", service: "thief \(number)")
            if areForgotten { story.take(.report(.unknown(Self.announced(2, "thief \(number)")))) }
        }
        #expect((story.directory.entries[two]?.sightings.count ?? 0) <= 16 && story.directory.leftOut.count <= 512)
        #expect(story.names == ["attic"])
        story.take(.broke(line))
        #expect(story.wait(.seconds(2)) == [.open(2, Self.place(2), two)])
    }

    /// A node that announces itself under hundreds of names must not take all places of the browser.
    @Test func keepsFewAnnouncementsOfANode() {
        var story = Story()
        _ = story.sight(2, 66, service: "a copy")
        story.take(.broke(1))
        story.meet(2)
        while story.names.isEmpty, story.now < .seconds(60) {
            guard case .opening(let line, let place, _)? = story.directory.entries[two]?.line else {
                story.wait(.seconds(1))
                continue
            }
            story.take(place == Self.place(2) ? .answered(line) : .broke(line))
        }
        for number in 0..<256 { _ = story.sight(2, 66, service: "a copy \(number)") }
        #expect(story.directory.answering.count <= 3 && story.directory.answering.contains(Self.announced(2)))
    }

    /// Places that somebody else announces for its id only delay a node.
    @Test func triesThePlacesInTurn() {
        var story = Story()
        for host in 100..<110 as Range<UInt8> { _ = story.sight(2, host, name: "thief", service: "a \(host)") }
        _ = story.sight(2, service: "kith on attic")
        while story.names.isEmpty, story.now < .seconds(300) {
            guard case .opening(let line, let place, _)? = story.directory.entries[two]?.line else {
                story.wait(.seconds(1))
                continue
            }
            story.take(place == Self.place(2) ? .answered(line) : .broke(line))
        }
        #expect(story.names == ["attic"] && story.now < .seconds(60))
    }

    /// Made-up nodes whose announcements keep changing do not keep their places, and are not connected to for each change.
    @Test func aNodeThatOnlyChangesMakesRoom() {
        var story = Story()
        for round in 0..<200 {
            for number in 2..<66 as Range<Int64> { _ = story.sight(number, UInt8(number), name: "fake \(round)") }
            if round == 20 { _ = story.sight(900, 251, name: "real", service: "zzz") }
            for entry in story.directory.entries.values.sorted(by: { $0.id < $1.id }) {
                guard case .opening(let line, let place, _) = entry.line else { continue }
                story.take(place == Self.place(251) ? .answered(line) : .broke(line))
            }
            story.now += .milliseconds(100)
            story.take(.timeHasPassed)
        }
        #expect(story.names == ["real"])
    }

    @Test func aNodeThatNeverAnsweredIsNotAskedForEachChange() {
        var story = Story()
        for round in 0..<100 {
            for effect in story.sight(2, name: "fake \(round)") {
                if case .open(let line, _, _) = effect { story.take(.broke(line)) }
            }
            story.now += .milliseconds(100)
        }
        let count = story.effects.count { if case .open = $0 { true } else { false } }
        #expect(count <= 11)
    }

    /// Effects fit the world: connections are opened and closed once, and found and lost alternate.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func effectsFitTheWorld(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var story = Story()
        var (lines, known) = (Set<Int>(), Set<NodeID>())
        for step in 0..<400 {
            let number = Int64.random(in: 1...5, using: &random)
            let service = Announcement(
                name: "s\(Int.random(in: 0..<6, using: &random))", link: 2, isV6: Bool.random(using: &random))
            let line = lines.randomElement(using: &random) ?? 0
            let inputs: [NodeDirectory.Input] = [
                .report(.sighted(service, Self.seen(number))), .report(.sighted(service, Self.seen(number))),
                .report(.withdrawn(service)), .report(.unknown(service)), .answered(line), .answered(line),
                .broke(line), .answered(999), .broke(999), .timeHasPassed,
            ]
            guard let input = inputs.randomElement(using: &random) else { return }
            if case .broke(let line) = input { lines.remove(line) }
            for effect in story.take(input) {
                switch effect {
                case .open(let line, _, _): #expect(lines.insert(line).inserted, "seed \(seed), step \(step)")
                case .ask(let line): #expect(lines.contains(line), "seed \(seed), step \(step)")
                case .close(let line): #expect(lines.remove(line) != nil, "seed \(seed), step \(step)")
                case .found(let node, _): #expect(known.insert(node).inserted, "seed \(seed), step \(step)")
                case .lost(let node, _): #expect(known.remove(node) != nil, "seed \(seed), step \(step)")
                }
            }
            let open = Set(story.directory.entries.values.compactMap(\.line.id))
            #expect(open == lines, "seed \(seed), step \(step): \(input)")
            story.now += .milliseconds(Int.random(in: 0..<3_000, using: &random))
        }
    }
}
