import Core
import MDNS
import Seeded
import Testing

@testable import Mesh

/// What neighbours on the network can cause: memory, connections and events are bounded, and nobody keeps others out.
@Suite struct NodeDirectoryBoundTests {
    private let two = NodeID(number: 2)
    private let attic = Name(trusted: "attic")

    @Test func boundsNodes() {
        var story = Story()
        for number in 2..<1_000 as Range<Int64> {
            _ = story.take(
                .report(
                    .sighted(Neighbour.announced(number), Neighbour.seen(number, UInt8(truncatingIfNeeded: number)))))
        }
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
        #expect(story.directory.entries.values.count(where: \.isOpening) == NodeDirectory.mostOpening)
        // Those left out get the places of those that go.
        for number in 2..<40 as Range<Int64> { story.take(.report(.withdrawn(Neighbour.announced(number)))) }
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
    }

    @Test func boundsNodesOfAnAddress() {
        var story = Story()
        for number in 2..<50 as Range<Int64> {
            _ = story.take(.report(.sighted(Neighbour.announced(number), Neighbour.seen(number, 9))))
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
                story.take(place == Neighbour.place(251) ? .answered(line) : .broke(line))
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
        #expect(
            story.sight(200, 200).contains { if case .open(_, Neighbour.place(200), _) = $0 { true } else { false } })
        #expect(story.directory.entries.count == NodeDirectory.mostNodes)
    }

    /// However often a node comes and goes, few events are stored, and the last one is true.
    @Test func boundsEvents() {
        var story = Story()
        for _ in 0..<500 {
            story.meet(2)
            story.now += .milliseconds(10)
            story.take(.report(.withdrawn(Neighbour.announced(2))))
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
            story.take(.report(.withdrawn(Neighbour.announced(number))))
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
            if areForgotten { story.take(.report(.unknown(Neighbour.announced(2, "thief \(number)")))) }
        }
        #expect((story.directory.entries[two]?.sightings.count ?? 0) <= 16 && story.directory.leftOut.count <= 512)
        #expect(story.names == ["attic"])
        story.take(.broke(line))
        #expect(story.wait(.seconds(2)) == [.open(2, Neighbour.place(2), two)])
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
            story.take(place == Neighbour.place(2) ? .answered(line) : .broke(line))
        }
        for number in 0..<256 { _ = story.sight(2, 66, service: "a copy \(number)") }
        #expect(story.directory.answering.count <= 3 && story.directory.answering.contains(Neighbour.announced(2)))
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
            story.take(place == Neighbour.place(2) ? .answered(line) : .broke(line))
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
                story.take(place == Neighbour.place(251) ? .answered(line) : .broke(line))
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
                .report(.sighted(service, Neighbour.seen(number))), .report(.sighted(service, Neighbour.seen(number))),
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
