import Console
import Core
import JSON
import Testing

@testable import CommandLine
@testable import HTTPClient

@Suite struct EventsWishTests {
    private func filter(_ words: [String], isFollowed: Bool = false) throws(CommandFailure) -> EventFilter {
        var arguments = Arguments(words)
        let clock = WallClock { _ in 3_600 }
        return try EventFilter(&arguments, isFollowed: isFollowed, now: PairFixture.start, clock: clock) {
            "pe_of \($0)"
        }
    }

    @Test func whatIsAskedOfTheAgent() throws {
        #expect(try filter([]) == EventFilter(limit: 50))
        #expect(try filter(["--since", "2h"]).query == "&since=2026-11-20T08:30:00.000Z")
        #expect(try filter(["--since", "2h"]).limit == nil)
        #expect(try filter(["--since=2h", "--limit", "3"]).limit == 3)
        #expect(try filter(["--until", "2026-11-20T11:00:00+01:00"]).query == "&until=2026-11-20T10:00:00.000Z")
        // The day begins at midnight on the wall.
        #expect(try filter(["--since", "2026-11-20"]).query == "&since=2026-11-19T23:00:00.000Z")
        // As a line of 'kith events' has it.
        #expect(try filter(["--since", "2026-11-20 10:30"]).query == "&since=2026-11-20T09:30:00.000Z")
        #expect(try filter(["--since", "2026-11-20T10:30:05"]).query == "&since=2026-11-20T09:30:05.000Z")
        #expect(
            try filter(["--type", "wrong_pin,bad_proof", "--type", "bad_proof", "--peer", "anna"]).query
                == "&peer=pe_of%20anna&type=bad_proof,wrong_pin")
    }

    @Test(arguments: [
        ["--since", "yesterday"], ["--since", "2026-02-30"], ["--since", "2026-11-20 25:00"],
        ["--since", "2026-11-20 10"], ["--since"], ["--until", "5"], ["--type", "nonsense"],
        ["--type", ","], ["--type", "connected"], ["--limit", "0"], ["--limit", "100001"], ["--limit", "x"],
        ["--since", "1h", "--until", "2h"], ["--colour"], ["words"], ["--peer", "anna", "--colour"],
    ]) func refused(_ words: [String]) {
        do throws(CommandFailure) {
            _ = try filter(words)
            Issue.record("taken")
        } catch { #expect(error.code == .usage) }
    }

    @Test func aTypeIsGuessed() {
        do throws(CommandFailure) { _ = try filter(["--type", "bad_prof"]) } catch {
            #expect(error.text.contains("Did you mean 'bad_proof'?"))
        }
    }

    @Test func followingHasNoEnd() throws {
        #expect(throws: CommandFailure.self) { try filter(["--until", "1h"], isFollowed: true) }
        #expect(try filter(["--limit", "0"], isFollowed: true).limit == 0)
    }

    @Test func aStreamIsHeldToTheSameWish() throws {
        func event(_ type: String, _ data: JSONObject, at: String = "2026-11-20T10:30:00Z") throws -> RecordedEvent {
            try #require(RecordedEvent(["id": 7, "type": .string(type), "at": .string(at), "data": .object(data)]))
        }
        let left = try event("peer_left", ["peer_id": "pe_1"])
        #expect(EventFilter().wants(left))
        #expect(EventFilter(peer: "pe_1").wants(left) && !EventFilter(peer: "pe_2").wants(left))
        #expect(EventFilter(types: ["peer_left"]).wants(left) && !EventFilter(types: ["bad_proof"]).wants(left))
        #expect(!EventFilter(since: PairFixture.start + .seconds(1)).wants(left))
        // As in the history, a description of the filter for a peer does not describe the peer.
        #expect(!EventFilter(peer: "pe_1").wants(try event("pairing_started", ["peer_id": "pe_1"])))
    }
}

@Suite struct EventPositionTests {
    private func sent(_ id: Int, _ type: String) -> ServerSentEvent {
        let data = #"{"id": \#(id), "type": "\#(type)", "at": "2026-11-20T10:30:00.000Z", "data": {}}"#
        return ServerSentEvent(id: "\(id)", event: type, data: data)
    }

    @Test func eachEventIsNewsOnce() {
        var position = EventPosition(after: 3)
        let seen = [(3, "peer_left"), (4, "peer_left"), (4, "peer_left"), (2, "peer_left"), (6, "bad_proof")].map {
            position.take(sent($0.0, $0.1))?.id
        }
        #expect(seen == [nil, 4, nil, nil, 6])
        #expect(position.last == 6)
    }

    @Test func whatAStreamSaysOfItself() {
        var position = EventPosition(after: 9)
        #expect(position.take(sent(9, "connected")) == nil)
        // A restored store starts its numbers again.
        #expect(position.take(sent(2, "connected")) == nil && position.last == 9)
        #expect(position.take(sent(2, "resync"))?.type == "resync")
        #expect(position.take(sent(3, "peer_left"))?.id == 3)
        #expect(position.take(ServerSentEvent(id: "4", event: "message", data: "nonsense")) == nil)
        #expect(position.last == 3)
    }
}
