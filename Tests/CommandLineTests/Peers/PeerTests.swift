import Console
import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct PeerTests {
    private let now = PairFixture.start

    private func sentence(_ more: JSONObject, way: String? = "new_peer") -> String {
        let peer = PairFixture.peer(more)
        return Admission(id: peer.id, name: peer.name, way: way, peer: peer).sentence(now: now, clock: .utc)
    }

    private static let see = "see your nodes (view)"
    private static let reach = "use your services (use)"

    @Test func saysWhatADeviceMayDo() {
        #expect(
            sentence([:])
                == "'Anna's phone' is paired. It belongs to 'anna'. It may \(Self.see) and \(Self.reach). It is in the area 'media'."
        )
        #expect(
            sentence(["areas": [["name": "media"], ["name": "home"]], "expires_at": "2026-11-20T14:30:00.000Z"])
                .hasSuffix("It is in the areas 'media' and 'home'. Its access ends in 4 h, at 2026-11-20 14:30."))
        #expect(sentence(["areas": []]).hasSuffix("\(Self.reach)."))
        #expect(sentence(["scopes": [["scope": "view"]], "areas": []]).hasSuffix("It may \(Self.see)."))
        #expect(sentence(["scopes": []]).contains("It has no permissions yet."))
    }

    @Test func aGrantThatEndsEarlierSaysSo() {
        let scopes: JSONValue = [
            ["scope": "view"], ["scope": "invite", "expires_at": "2026-11-20T12:00:00.000Z"],
            ["scope": "use", "expires_at": "2026-11-20T10:30:00.000Z"],
        ]
        let text = sentence(["scopes": scopes])
        #expect(text.contains("invite other devices (invite, until 2026-11-20 12:00)"))
        // From the very millisecond of its end it counts as absent.
        #expect(!text.contains("(use"))
    }

    @Test func saysHowItCameIn() {
        #expect(sentence([:], way: "key_added").contains("This browser was added to it"))
        #expect(sentence([:], way: "known_key").contains("It was paired before"))
        let bare = Admission(id: "pe_1", name: "Anna's phone", way: nil, peer: nil)
        #expect(bare.sentence(now: now, clock: .utc) == "'Anna's phone' is paired.")
    }

    @Test func isCleanedBeforeItIsShown() {
        let peer = PairFixture.peer(["name": "An\u{1B}[2Jna\u{202E}", "areas": [["name": "me\u{07}dia"]]])
        #expect(peer.name == "An[2Jna")
        #expect(peer.areas == ["media"])
        let whole = peer.whole.cleaned
        #expect(whole["name"] == "An[2Jna")
        #expect(whole.keys == peer.whole.keys)
    }

    @Test func whatIsNoPeerIsNone() {
        #expect(Peer([:]) == nil)
        #expect(Peer(["id": "pe_1"]) == nil)
    }

    @Test func aTableOfThem() {
        let times = TimeStyle(now: now, clock: .utc)
        let peers = [
            PairFixture.peer(["last_seen_at": "2026-11-20T10:27:00.000Z"]),
            PairFixture.peer([
                "name": "Bert", "person": "bert", "presence": "away", "last_seen_at": "2026-11-20T10:27:00.000Z",
            ]),
            PairFixture.peer([
                "name": "Old phone", "state": "revoked", "ended_at": "2026-11-19T10:30:00.000Z", "scopes": [],
                "areas": [],
            ]),
        ]
        #expect(
            PeerTable.of(peers, times: times).lines(width: 60, colour: false) == [
                "NAME          PERSON  STATE    SEEN       MAY       ENDS",
                "Anna's phone  anna    online   now        view,use",
                "Bert          bert    away     3 min ago  view,use",
                "Old phone     anna    revoked                       24 h ago",
            ])
    }

    @Test func aProgramGetsTheRecordedTime() {
        let peer = PairFixture.peer(["last_seen_at": "2026-11-20T10:27:00.000Z"])
        let lines = PeerTable.of([peer], times: TimeStyle(now: now, clock: nil)).lines(width: nil, colour: false)
        #expect(lines.last?.contains("2026-11-20T10:27:00.000Z") == true)
    }

    @Test(arguments: [
        ("online", "live", "anna, online now"), ("away", "live", "anna, last seen 3 min ago"),
        ("online", "revoked", "anna, last seen 3 min ago"),
    ]) func theQuestionSaysWhetherItIsHere(_ presence: String, _ state: String, _ text: String) {
        let peer = PairFixture.peer([
            "presence": .string(presence), "state": .string(state), "last_seen_at": "2026-11-20T10:27:00.000Z",
        ])
        #expect(peer.whoAndWhen(now, .utc) == text)
        #expect(PairFixture.peer(["presence": "away"]).whoAndWhen(now, .utc) == "anna")
    }

    private static let keyed: JSONValue = [
        ["public_key": "x", "thumbprint": "tp1", "origin": "plain_http", "added_at": "2026-11-10T10:30:00Z"],
        ["public_key": "y", "thumbprint": "tp2", "origin": "plain_http", "added_at": "2026-11-19T10:30:00Z"],
    ]

    @Test func oneOfThem() {
        let peer = PairFixture.peer([
            "created_at": "2026-11-10T10:30:00.000Z", "admitted_by": "operator", "user_agent": "Mozilla/5.0",
            "keys": Self.keyed,
        ])
        let times = TimeStyle(now: now, clock: .utc)
        let plain = [
            "Name      Anna's phone", "Id        pe_0000000000001", "Person    anna", "Kind      iPhone",
            "State     online", "Address   192.168.1.77", "Seen      now", "Paired    10 d ago by the operator",
            "May       view, use",
            "Areas     media",
        ]
        #expect(Sheet.lines(PeerSheet.rows(peer, isVerbose: false, times: times), width: nil) == plain)
        #expect(
            Sheet.lines(PeerSheet.rows(peer, isVerbose: true, times: times), width: nil) == plain + [
                "Browser   Mozilla/5.0", "Keys      tp1, made over plain HTTP, added 10 d ago, never used",
                "          tp2, made over plain HTTP, added 24 h ago, never used",
            ])
    }

    @Test(arguments: [
        ("node", "node"), ("desktop", "computer"), ("mobile_ios", "iPhone"), ("mobile_android", "Android phone"),
        ("tablet", "tablet"), ("other", "device"), ("watch", "watch"),
    ]) func aKindIsAWord(_ kind: String, _ word: String) {
        #expect(PairFixture.peer(["kind": .string(kind)]).kindText == word)
    }

    @Test func aTokenIsNotAway() {
        let script = PairFixture.peer(["kind": "other", "presence": "away", "keys": []])
        #expect(script.kindText == "script" && script.stateText == "token only")
        #expect(PairFixture.peer(["presence": "online", "keys": []]).stateText == "online")
        #expect(PairFixture.peer(["presence": "away", "keys": Self.keyed]).stateText == "away")
        #expect(PairFixture.peer(["state": "left", "keys": []]).stateText == "left")
        #expect(script.whatEnded.hasPrefix("Its bearer tokens stopped working"))
        #expect(PairFixture.peer(["keys": Self.keyed]).whatEnded.hasPrefix("Its 2 keys, tokens and sessions stopped"))
    }

    @Test func whatHasNoEffectIsMarked() {
        let scopes: JSONValue = [["scope": "view"], ["scope": "invite"], ["scope": "admin"]]
        let peer = PairFixture.peer(["keys": Self.keyed, "scopes": scopes])
        let table = PeerTable.of([peer], times: TimeStyle(now: now, clock: .utc)).lines(width: nil, colour: false)
        #expect(table[1].contains(" view,invite*,admin* "))
        #expect(peer.hasCappedScope)
        let text = peer.abilities(now: now, clock: .utc)
        #expect(
            text.hasPrefix("It may see your nodes (view). invite and admin have no effect: the device was paired over"))
        let secure: JSONValue = [["thumbprint": "tp3", "origin": "secure"]]
        let other = PairFixture.peer(["keys": secure, "scopes": scopes])
        #expect(!other.hasCappedScope && other.marked("admin") == "admin")
    }
}

@Suite struct ChoosingTests {
    private static let names = ["Anna's phone", "Anna's tablet", "Bert", "Berta", "ÉCOLE", "Straße"]

    private func choose(_ wanted: String) throws(CommandFailure) -> String? {
        try chosen(wanted, among: Self.names, what: "devices", by: { $0 })
    }

    @Test(arguments: [
        ("Bert", "Bert"), ("bert", "Bert"), ("BERTA", "Berta"), ("anna's t", "Anna's tablet"), ("école", "ÉCOLE"),
        ("STRASSE", "Straße"), ("st", "Straße"), ("x", nil),
    ]) func findsTheOne(_ wanted: String, _ found: String?) throws { #expect(try choose(wanted) == found) }

    @Test func anAmbiguousBeginningIsNamed() {
        #expect(throws: CommandFailure.self) { try choose("b") }
        do throws(CommandFailure) { _ = try choose("ANNA") } catch {
            #expect(error.code == .failed)
            #expect(error.text.contains("'Anna's phone', 'Anna's tablet'. Type more of the name."))
        }
    }
}
