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

    private static let see = "see the nodes, and the peers that share an area with it (view)"
    private static let reach = "reach the services of its areas (use)"

    @Test func saysWhatADeviceMayDo() {
        #expect(
            sentence([:])
                == "Registered: Anna's phone, of anna. It may \(Self.see) and \(Self.reach). It is in the area media.")
        #expect(
            sentence(["areas": [["name": "media"], ["name": "home"]], "expires_at": "2026-11-20T14:30:00.000Z"])
                .hasSuffix("It is in the areas media and home. That ends in 4 h, at 2026-11-20 14:30."))
        #expect(sentence(["areas": []]).hasSuffix("\(Self.reach)."))
        #expect(sentence(["scopes": [["scope": "view"]], "areas": []]).hasSuffix("It may \(Self.see)."))
        #expect(sentence(["scopes": []]).contains("It may do nothing yet."))
    }

    @Test func aGrantThatEndsEarlierSaysSo() {
        let scopes: JSONValue = [
            ["scope": "view"], ["scope": "invite", "expires_at": "2026-11-20T12:00:00.000Z"],
            ["scope": "use", "expires_at": "2026-11-20T10:30:00.000Z"],
        ]
        let text = sentence(["scopes": scopes])
        #expect(text.contains("invite others (invite, until 2026-11-20 12:00)"))
        // From the very millisecond of its end it counts as absent.
        #expect(!text.contains("(use"))
    }

    @Test func saysHowItCameIn() {
        #expect(sentence([:], way: "key_added").contains("one more key of it"))
        #expect(sentence([:], way: "known_key").contains("knew it already"))
        let bare = Admission(id: "pe_1", name: "Anna's phone", way: nil, peer: nil)
        #expect(bare.sentence(now: now, clock: .utc) == "Registered: Anna's phone.")
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
                "name": "Old phone", "state": "revoked", "ended_at": "2026-11-19T10:30:00.000Z", "scopes": [],
                "areas": [],
            ]),
        ]
        #expect(
            PeerTable.of(peers, times: times).lines(width: 60, colour: false) == [
                "NAME          PERSON  STATE    SEEN       MAY       ENDS",
                "Anna's phone  anna    online   3 min ago  view,use",
                "Old phone     anna    revoked                       24 h ago",
            ])
    }

    @Test func allThereIsToKnow() {
        let peer = PairFixture.peer([
            "created_at": "2026-11-10T10:30:00.000Z", "admitted_by": "operator", "user_agent": "Mozilla/5.0",
            "keys": [
                ["public_key": "x", "thumbprint": "tp1", "added_at": "2026-11-10T10:30:00Z", "last_used_at": nil],
                ["public_key": "y", "thumbprint": "tp2", "added_at": "2026-11-19T10:30:00Z"],
            ],
        ])
        #expect(
            PeerSheet.lines(peer, times: TimeStyle(now: now, clock: .utc)) == [
                "Name      Anna's phone", "Id        pe_0000000000001", "Person    anna", "Kind      mobile_ios",
                "State     live, online", "Address   192.168.1.77", "Browser   Mozilla/5.0",
                "Admitted  10 d ago by operator", "May       view, use", "Areas     media",
                "Keys      tp1, added 10 d ago, last used never", "          tp2, added 24 h ago, last used never",
            ])
    }
}

@Suite struct ChoosingTests {
    private static let names = ["Anna's phone", "Anna's tablet", "Bert", "Berta", "ÉCOLE", "Straße"]

    private func choose(_ wanted: String) throws(CommandFailure) -> String? {
        try chosen(wanted, among: Self.names, what: "peers", by: { $0 })
    }

    @Test(arguments: [
        ("Bert", "Bert"), ("bert", "Bert"), ("BERTA", "Berta"), ("anna's t", "Anna's tablet"), ("école", "ÉCOLE"),
        ("STRASSE", "Straße"), ("st", "Straße"), ("x", nil),
    ]) func findsTheOne(_ wanted: String, _ found: String?) throws { #expect(try choose(wanted) == found) }

    @Test func anAmbiguousBeginningIsNamed() {
        #expect(throws: CommandFailure.self) { try choose("b") }
        do throws(CommandFailure) { _ = try choose("ANNA") } catch {
            #expect(error.code == .failed)
            #expect(error.text.contains("'Anna's phone', 'Anna's tablet'. Which one?"))
        }
    }
}
