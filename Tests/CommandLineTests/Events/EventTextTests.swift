import Console
import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct EventTextTests {
    private static let anna = PeerID(number: 1).description

    private static let sentences: [(String, JSONObject, String)] = [
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["view", "use"]],
            "A code was made by the operator: view, use"
        ),
        (
            "pairing_started",
            ["invited_by": .string(anna), "scopes": ["view"], "person": "bert", "expires_in": 14_400],
            "A code was made by Anna's phone for a device of bert: view, as a guest for 4 h"
        ),
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["view"], "person": "bert", "name": "Tablet"],
            "A code was made by the operator for Tablet of bert: view"
        ),
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["use"], "peer_id": .string(anna)],
            "A code was made by the operator to bring Anna's phone back: use"
        ),
        (
            "device_connected", ["device": "iPhone, Safari", "address": "10.0.0.7"],
            "iPhone, Safari, at 10.0.0.7, used the code and shows a PIN"
        ),
        (
            "second_claim", ["device": "iPhone, Safari", "address": "10.0.0.9"],
            "ALARM: iPhone, Safari, at 10.0.0.9, used a code that another device has used already"
        ),
        ("bad_proof", ["address": "10.0.0.9"], "ALARM: 10.0.0.9 tried a code without having seen it"),
        ("wrong_pin", ["attempts_left": 4], "A wrong PIN was typed; attempts left: 4"),
        ("pairing_failed", ["reason": "expired"], "The time of a code was over, and nobody came in by it"),
        ("pairing_failed", ["reason": "eaten"], "A pairing failed: eaten"),
        ("pairing_completed", ["peer_id": .string(anna), "way": "new_peer"], "Anna's phone is in"),
        ("presence_changed", ["peer_id": .string(anna), "presence": "away"], "Anna's phone is away"),
        (
            "permission_granted",
            ["peer_id": .string(anna), "scope": "invite", "expires_at": "2026-11-20T14:30:00.000Z"],
            "Anna's phone may: invite, until 2026-11-20 14:30"
        ),
        ("token_revoked", ["peer_id": .string(anna), "reason": "revoked"], "Anna's phone was revoked"),
        (
            "area_added", ["peer_id": .string(anna), "area_id": "ar_0000000000001", "name": "media"],
            "Anna's phone is in the area media"
        ),
        ("area_disabled", ["name": "media"], "The area media was disabled"),
        ("node_found", ["name": "attic"], "The node attic was found on the network"),
        ("moon_risen", ["phase": "fu\u{1B}ll", "days": 3], "moon_risen, phase full, days 3"),
    ]

    private func event(_ type: String, _ data: JSONObject) throws -> RecordedEvent {
        try #require(
            RecordedEvent(["id": 7, "type": .string(type), "at": "2026-11-20T10:30:00.000Z", "data": .object(data)]))
    }

    @Test(arguments: sentences) func aSentence(_ type: String, _ data: JSONObject, _ sentence: String) throws {
        var names = PeerNames { $0 == Self.anna ? "Anna's phone" : nil }
        let event = try event(type, data)
        let line = EventText(clock: .utc, colour: false).line(event, &names)
        #expect(line == "2026-11-20 10:30:00  \(sentence)")
    }

    /// No event is described with the text for an unknown one, and an event without a needed field does not trap.
    @Test(arguments: EventType.allCases) func everyTypeHasItsWords(_ type: EventType) throws {
        var names = PeerNames { _ in nil }
        let line = EventText(clock: nil, colour: false).line(try event(type.rawValue, [:]), &names)
        #expect(line.hasPrefix("2026-11-20T10:30:00.000Z  "))
        #expect(!line.contains(type.rawValue))
    }

    @Test func alarmsStandOut() throws {
        var names = PeerNames { _ in nil }
        for type in EventType.allCases {
            let event = try event(type.rawValue, [:])
            let line = EventText(clock: .utc, colour: true).line(event, &names)
            let isAlarm = [.secondClaim, .badProof, .wrongPin, .resync].contains(type)
            #expect(line.contains("\u{1B}[1;31m") == isAlarm, "\(type)")
            #expect(!EventText(clock: .utc, colour: false).line(event, &names).contains("\u{1B}"))
        }
    }

    @Test func aNameIsAskedForOnceAndAgainWhenItChanged() throws {
        var asked = 0
        var names = PeerNames { _ in
            asked += 1
            return "name \(asked)"
        }
        #expect(names.name(of: Self.anna) == "name 1" && names.name(of: Self.anna) == "name 1")
        names.note(try event("peer_updated", ["peer_id": .string(Self.anna), "name": "x"]))
        #expect(names.name(of: Self.anna) == "name 2")
        #expect(names.name(of: "an\u{1B}na") == "anna")
        #expect(asked == 2)
    }
}
