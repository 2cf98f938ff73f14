import Console
import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct EventTextTests {
    private static let anna = PeerID(number: 1).description
    private static let bert = PeerID(number: 2).description
    private static let names = [anna: "Anna's phone", bert: "Bert's tablet"]

    private static let sentences: [(String, JSONObject, String)] = [
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["view", "use"]],
            "An operator started a pairing: view, use"
        ),
        (
            "pairing_started",
            ["invited_by": .string(anna), "scopes": ["view"], "person": "bert", "expires_in": 14_400],
            "The device 'Anna's phone' started a pairing for a device of 'bert': view, as a guest for 4 h"
        ),
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["view"], "person": "bert", "name": "Tablet"],
            "An operator started a pairing for 'Tablet' of 'bert': view"
        ),
        (
            "pairing_started", ["invited_by": "operator", "scopes": ["use"], "peer_id": .string(anna)],
            "An operator started a pairing to bring 'Anna's phone' back: use"
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
        (
            "ip_conflict", ["peer_id": .string(anna)],
            "The device has the same address as 'Anna's phone'. kith asked the operator whether it is the same device"
        ),
        ("pairing_failed", ["reason": "expired"], "A code expired before a device was paired"),
        ("pairing_failed", ["reason": "eaten"], "A pairing failed: eaten"),
        ("pairing_completed", ["peer_id": .string(anna), "way": "new_peer"], "'Anna's phone' was paired"),
        ("presence_changed", ["peer_id": .string(anna), "presence": "away"], "'Anna's phone' is away"),
        (
            "permission_granted",
            ["peer_id": .string(anna), "scope": "invite", "expires_at": "2026-11-20T14:30:00.000Z"],
            "'Anna's phone' was granted invite, until 2026-11-20 14:30"
        ),
        ("token_revoked", ["peer_id": .string(anna), "reason": "revoked"], "'Anna's phone' was revoked"),
        (
            "area_added", ["peer_id": .string(anna), "area_id": "ar_0000000000001", "name": "media"],
            "'Anna's phone' was added to the area 'media'"
        ),
        ("area_disabled", ["name": "media"], "The area 'media' was disabled"),
        ("node_found", ["name": "attic"], "The node 'attic' was found on the network"),
        // With the name of that time, and who did it.
        (
            "peer_updated", ["peer_id": .string(anna), "name": "Anna", "old_name": "iPhone", "by": .string(anna)],
            "The device 'iPhone' renamed itself to 'Anna'"
        ),
        (
            "peer_updated",
            ["peer_id": .string(anna), "name": "Anna", "old_name": "iPhone", "by": "operator", "by_uid": 0],
            "root renamed 'iPhone' to 'Anna'"
        ),
        (
            "peer_updated",
            ["peer_id": .string(bert), "name": "Tablet", "old_name": "iPad", "by": .string(anna)],
            "The device 'Anna's phone' renamed 'iPad' to 'Tablet'"
        ),
        ("peer_updated", ["peer_id": .string(anna), "name": "Anna"], "A device was renamed to 'Anna'"),
        (
            "permission_granted",
            ["peer_id": .string(anna), "name": "iPhone", "scope": "use", "by": "operator", "by_uid": 1_234],
            "The user 1234 granted use to 'iPhone'"
        ),
        (
            "permission_revoked", ["peer_id": .string(anna), "name": "iPhone", "scope": "use", "by": "operator"],
            "An operator removed use from 'iPhone'"
        ),
        (
            "permission_expired", ["peer_id": .string(anna), "name": "iPhone", "scope": "use", "by": "agent"],
            "use of 'iPhone' expired"
        ),
        (
            "pairing_completed",
            ["peer_id": .string(anna), "name": "iPhone", "way": "new_peer", "by": "operator", "by_uid": 0],
            "root paired 'iPhone'"
        ),
        (
            "token_revoked", ["peer_id": .string(anna), "name": "iPhone", "reason": "revoked", "by": .string(bert)],
            "The device 'Bert's tablet' revoked 'iPhone'"
        ),
        // A device cannot look like a user or like the agent. Its name of that time is stored with the event.
        (
            "token_revoked",
            [
                "peer_id": .string(anna), "name": "iPhone", "reason": "revoked", "by": .string(bert),
                "by_name": "root",
            ],
            "The device 'root' revoked 'iPhone'"
        ),
        (
            "pairing_started", ["invited_by": .string(bert), "by_name": "The agent", "scopes": ["view"]],
            "The device 'The agent' started a pairing: view"
        ),
        (
            "pairing_started", ["invited_by": "operator", "by_uid": 0, "scopes": ["view"]],
            "root started a pairing: view"
        ),
        (
            "peer_updated",
            [
                "peer_id": .string(anna), "name": "Anna", "old_name": "iPhone", "by": .string(anna),
                "by_name": "Anna",
            ],
            "The device 'iPhone' renamed itself to 'Anna'"
        ),
        (
            "token_revoked",
            ["peer_id": .string(anna), "name": "Script", "token_id": "tk_1", "reason": "withdrawn", "by": "operator"],
            "An operator revoked a bearer token of 'Script'"
        ),
        (
            "area_removed",
            ["area_id": "ar_1", "name": "media", "peer_id": .string(anna), "peer_name": "iPhone", "by": "operator"],
            "An operator removed 'iPhone' from the area 'media'"
        ),
        (
            "area_updated", ["area_id": "ar_1", "name": "media", "old_name": "TV", "by": "operator", "by_uid": 0],
            "root renamed the area 'TV' to 'media'"
        ),
        ("area_updated", ["area_id": "ar_1", "name": "media", "by": "agent"], "The agent added the area 'media'"),
        (
            "area_updated",
            [
                "area_id": "ar_1", "name": "media", "services_added": ["Films", "TV\u{1B}"], "services_removed": [],
                "services_changed": ["Music"], "by": "operator",
            ],
            "An operator changed the area 'media': added 'Films' and 'TV' and changed 'Music'"
        ),
        (
            "area_removed", ["area_id": "ar_1", "name": "media", "by": "operator"],
            "An operator removed the area 'media'"
        ),
        ("moon_risen", ["phase": "fu\u{1B}ll", "days": 3], "moon_risen, phase full, days 3"),
    ]

    private func event(_ type: String, _ data: JSONObject) throws -> RecordedEvent {
        try #require(
            RecordedEvent(["id": 7, "type": .string(type), "at": "2026-11-20T10:30:00.000Z", "data": .object(data)]))
    }

    @Test(arguments: sentences) func aSentence(_ type: String, _ data: JSONObject, _ sentence: String) throws {
        var names = PeerNames { Self.names[$0] }
        let event = try event(type, data)
        let line = EventText(clock: .utc, colour: false, userName: { $0 == 0 ? "root" : nil }).line(event, &names)
        #expect(line == "2026-11-20 10:30:00  \(sentence)")
    }

    @Test(arguments: [false, true]) func aLongLineIsBrokenBetweenWords(_ colour: Bool) throws {
        var names = PeerNames { _ in nil }
        let event = try event("bad_proof", ["address": "10.0.0.9"])
        let line = EventText(clock: .utc, colour: colour, width: 50).line(event, &names)
        let lines = ["ALARM: 10.0.0.9 tried a code", "                     without having seen it"]
        let sentence = Style.alarm.applied(to: lines.joined(separator: "\n"), colour: colour)
        #expect(line == "2026-11-20 10:30:00  \(sentence)")
    }

    /// A pairing and a departure are one line each, unless --verbose says otherwise.
    @Test func whatAnotherLineTells() throws {
        let told: [(String, JSONObject)] = [
            ("pin_verified", [:]), ("token_renewed", [:]), ("token_revoked", ["reason": "left"]),
        ]
        for (type, data) in told { #expect(try event(type, data).isToldByAnother, "\(type)") }
        let own: [(String, JSONObject)] = [
            ("pairing_completed", [:]), ("peer_left", [:]), ("token_revoked", ["reason": "revoked"]),
            ("wrong_pin", [:]),
            ("moon_risen", [:]),
        ]
        for (type, data) in own { #expect(try !event(type, data).isToldByAnother, "\(type)") }
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
