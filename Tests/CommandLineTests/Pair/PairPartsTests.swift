import Console
import Core
import JSON
import LocalNetwork
import Testing

@testable import CommandLine

@Suite struct AlarmTests {
    private func visitor(_ address: String) -> Visitor { Visitor(browser: "", address: address, at: PairFixture.start) }

    @Test func eachAddressRingsOnce() {
        var alarms = Alarms()
        #expect(alarms.note(.badProof, by: visitor("10.0.0.1")) != nil)
        #expect(alarms.note(.badProof, by: visitor("10.0.0.1")) == nil)
        #expect(alarms.note(.badProof, by: visitor("10.0.0.2")) != nil)
        #expect(alarms.note(.secondClaim, by: visitor("10.0.0.1")) != nil)
        #expect(alarms.all.map(\.count) == [2, 1, 1])
    }

    @Test func oneKindDoesNotDrownTheOther() {
        var alarms = Alarms()
        for number in 0..<100 { _ = alarms.note(.badProof, by: visitor("10.0.0.\(number)")) }
        #expect(alarms.all.count == Alarms.mostOfAKind)
        #expect(alarms.foremost?.kind == .badProof)
        #expect(alarms.note(.secondClaim, by: visitor("10.0.0.200")) != nil)
        _ = alarms.note(.badProof, by: visitor("10.0.0.201"))
        #expect(alarms.foremost?.visitor.address == "10.0.0.200")
    }

    @Test func saysWhoFromWhereAndWhatToDo() {
        let second = Alarm(kind: .secondClaim, visitor: PairFixture.other, count: 3)
        #expect(
            second.headline
                == "WARNING: a second device tried this code: Android phone, Chrome at 192.168.1.99 (3 times).")
        #expect(second.advice.contains("Press n for a new code."))
        let bad = Alarm(kind: .badProof, visitor: visitor("192.168.1.66"))
        #expect(bad.headline == "WARNING: 192.168.1.66 tried to use this code without having scanned it.")
    }
}

@Suite struct HostsTests {
    @Test func goesAround() {
        var hosts = Hosts(shown: "one", others: ["two", "three"])
        var seen: [String] = []
        for _ in 0..<4 {
            hosts.advance()
            seen.append(hosts.shown)
        }
        #expect(seen == ["two", "three", "one", "two"])
        #expect(hosts == Hosts(shown: "two", others: ["three", "one"]))
        var single = Hosts(shown: "one", others: [])
        single.advance()
        #expect(single == Hosts(shown: "one", others: []))
    }
}

@Suite struct PairNewsTests {
    private let now = PairFixture.start

    @Test func aProgramReadsEvents() {
        let admission = Admission(id: "pe_1", name: "Anna's phone", way: "new_peer", peer: nil)
        let at = #""at":"2026-11-20T10:30:00.000Z""#
        let cases: [(PairNews, String)] = [
            (
                .code(PairFixture.code()),
                #"{"type":"pairing_started",\#(at),"data":{"id":"pr_0000000000001","#
                    + #""join_url":"http://192.168.1.20:6969/join?token=ABCDEFGH12#AAAAAAAAAAAAAAAAAAAAAA","#
                    + #""expires_at":"2026-11-20T10:35:00.000Z"}}"#
            ),
            (
                .over(pairing: "pr_1", reason: "expired"),
                #"{"type":"pairing_failed",\#(at),"data":{"pairing_id":"pr_1","reason":"expired"}}"#
            ),
            (
                .ipConflict(pairing: "pr_1", PairFixture.holder, PairFixture.phone),
                #"{"type":"ip_conflict",\#(at),"data":{"pairing_id":"pr_1","name":"Old phone","detail":"The same?"}}"#
            ),
            (
                .notAnAnswer(pairing: "pr_1", "A PIN has six digits."),
                #"{"type":"invalid_line",\#(at),"data":{"pairing_id":"pr_1","detail":"A PIN has six digits."}}"#
            ),
            (
                .deviceLimit(pairing: "pr_1", "Full."),
                #"{"type":"device_limit",\#(at),"data":{"pairing_id":"pr_1","detail":"Full."}}"#
            ),
            (
                .registered(pairing: "pr_1", admission),
                #"{"type":"pairing_completed",\#(at),"data":{"pairing_id":"pr_1","peer_id":"pe_1","way":"new_peer","#
                    + #""peer":{"id":"pe_1","name":"Anna's phone"}}}"#
            ),
        ]
        for (news, line) in cases { #expect(news.event(now: now).map { JSONValue.object($0).text } == line) }
    }

    @Test func whatTheAgentRecordsIsNotToldTwice() {
        let told: [PairNews] = [
            .arrived(PairFixture.phone), .wrongPin(attemptsLeft: 3),
            .alarm(Alarm(kind: .badProof, visitor: PairFixture.other)), .nobodyCame(next: "10.0.0.4"),
            .firewall(PairFixture.firewall), .agentSilent, .agentBack,
        ]
        #expect(told.allSatisfy { $0.event(now: now) == nil })
    }

    @Test func aPersonReadsLines() {
        let cases: [(PairNews, String)] = [
            (.arrived(PairFixture.phone), "iPhone, Safari, 192.168.1.77, 10:30:00. PIN shown on the phone:"),
            (.wrongPin(attemptsLeft: 1), "Wrong PIN. 1 attempt left. PIN shown on the phone:"),
            (.nobodyCame(next: "10.0.0.4:6969"), "phone's settings. Or type a for a code with 10.0.0.4:6969."),
            (.nobodyCame(next: nil), "Does its browser have permission for local devices? Check the phone's settings."),
            (.firewall(PairFixture.firewall), "ufw blocks port 6969. To open it:\nsudo ufw allow 6969/tcp"),
            (
                .ipConflict(pairing: "pr_1", PairFixture.holder, PairFixture.phone),
                "192.168.1.77 also belongs to 'Old phone'. [s] It is that device: add this browser to 'Old phone'. "
                    + "[k] It is a new device: add it."
            ),
        ]
        for (news, text) in cases { #expect(news.text(now: now, clock: .utc)?.hasSuffix(text) == true) }
        #expect(
            PairNews.over(pairing: "pr_1", reason: "cancelled").text(now: now, clock: .utc)
                == "This code no longer works.")
    }
}

@Suite struct PairGrantTests {
    private static let peer = PairFixture.peer(["expires_at": "2026-11-20T14:30:00.000Z"])

    static let grants: [(PairGrant, String)] = [
        (PairGrant(), "for 'owner' · view, use"),
        (
            PairGrant(name: "Kitchen tablet", passLength: .hours(4), scopes: .view),
            "'Kitchen tablet' · guest for 4 h · view"
        ),
        (
            PairGrant(name: "Tab", person: "anna", passLength: .minutes(30), scopes: [.view, .invite]),
            "'Tab' · for 'anna' · guest for 30 min · view, invite"
        ),
        (
            PairGrant(of: peer),
            "another browser of 'Anna's phone' · until 2026-11-20 14:30 · view, use · area 'media'"
        ),
        (
            PairGrant(passLength: .hours(4), areas: ["Guests", "Media"]),
            "guest for 4 h · view, use · areas 'Guests' and 'Media'"
        ),
        (PairGrant(areas: ["Home"]), "for 'owner' · view, use · area 'Home'"),
        (
            PairGrant(of: PairFixture.peer(["scopes": [], "areas": []])),
            "another browser of 'Anna's phone' · no permissions"
        ),
    ]

    /// Unless the operator decides, the name is that of the device.
    @Test(arguments: [(nil, "'Anna's phone' · for 'owner' · view, use"), ("Tab", "'Tab' · for 'owner' · view, use")])
    func showsTheNameThatTheDeviceHas(_ chosen: String?, _ text: String) {
        var visitor = PairFixture.phone
        visitor.name = "Anna's phone"
        #expect(PairGrant(name: chosen).text(for: visitor, now: PairFixture.start, clock: .utc) == text)
    }

    @Test(arguments: grants) func saysWhatTheDeviceGets(_ grant: PairGrant, _ text: String) {
        #expect(grant.text(for: PairFixture.phone, now: PairFixture.start, clock: .utc) == text)
    }

    @Test func saysWhatPlainHTTPDoesNotCarry() {
        #expect(Texts.capped([.view, .use], isPlainHTTP: true) == nil)
        #expect(Texts.capped(.all, isPlainHTTP: false) == nil)
        let text = Texts.capped([.view, .invite, .admin], isPlainHTTP: true)
        #expect(
            text
                == "This code uses plain HTTP: invite and admin will have no effect. To use them, pair over HTTPS or on this machine."
        )
    }

    @Test(arguments: [
        ("http://192.168.1.20:6969/join?token=A#B", true), ("http://kitchen.local:6969/join", true),
        ("http://127.0.0.1:6969/join", false), ("http://[::1]/join", false), ("https://192.168.1.20/join", false),
        ("https://kith.example/join", false), ("http://[fd00::1]:80/join", true),
    ]) func knowsWhereAKeyIsMadeInTheOpen(_ url: String, _ isPlainHTTP: Bool) {
        let code = OpenCode(id: "pr_1", joinURL: url, expiresAt: PairFixture.start, shownAt: PairFixture.start)
        #expect(code.isPlainHTTP == isPlainHTTP)
    }
}

@Suite struct CausesTests {
    @Test func anAddressHolderSaysWhenItWasHere() {
        var holder = PairFixture.holder
        holder.lastSeenAt = PairFixture.start - .minutes(2)
        let now = PairFixture.start
        #expect(
            holder.fact(PairFixture.phone, now: now, clock: .utc)
                == "192.168.1.77 also belongs to 'Old phone', last seen 2 min ago.")
        holder.isOnline = true
        #expect(holder.fact(PairFixture.phone, now: now, clock: .utc).hasSuffix("'Old phone', online now."))
        holder.kind = "tablet"
        #expect(holder.fact(PairFixture.phone, now: now, clock: .utc).hasSuffix("'Old phone' (tablet), online now."))
    }

    @Test func theAnswersNameBothDevices() {
        var (holder, visitor) = (PairFixture.holder, PairFixture.phone)
        #expect(
            holder.answers(for: visitor).map(\.what) == [
                "It is that device: add this browser to 'Old phone'", "It is a new device: add it",
            ])
        holder.kind = "tablet"
        visitor.name = "Anna's phone"
        #expect(
            holder.answers(for: visitor).map(\.what) == [
                "It is that tablet: add this browser to 'Old phone'", "It is a new device: add it as 'Anna's phone'",
            ])
        // The node gives it a name that is free.
        visitor.name = "Old phone"
        #expect(holder.answers(for: visitor).last?.what == "It is a new device: add it")
    }

    @Test func aCodeForThisMachineIsOpenedHere() {
        for (host, isForThisMachine) in [("127.0.0.1", true), ("[::1]", true), ("192.168.1.20", false)] {
            var dialogue = PairDialogue(hosts: Hosts(shown: host, others: ["10.0.0.4:6969"]), isAttended: true)
            _ = dialogue.take(.began(PairFixture.code(host: host)), now: PairFixture.start)
            let screen = PairScreen(dialogue, now: PairFixture.start, in: PairSurroundings())
            #expect(screen.paragraphs.first?.text == (isForThisMachine ? Texts.openHere : Texts.scanThis))
            #expect((screen.others == nil) == isForThisMachine)
        }
    }

    static let findings: [(FirewallFinding, Bool, [String])] = [
        (
            FirewallFinding(.ufw, .blocks, port: 6969), false,
            ["ufw blocks port 6969. To open it:", "sudo ufw allow 6969/tcp"]
        ),
        (
            FirewallFinding(.ufw, .isOn, port: 6969), false,
            [
                "ufw is on. If it blocks port 6969:", "sudo ufw allow 6969/tcp",
                "To see its rules: sudo ufw status verbose",
            ]
        ),
        (
            FirewallFinding(.ufw, .isOn, port: 6969), true,
            ["ufw is on. If it blocks port 6969:", "sudo ufw allow 6969/tcp", "To see its rules: sudo kith doctor"]
        ),
        (
            FirewallFinding(.firewalld(zone: nil), .blocks, port: 6969), false,
            [
                "firewalld blocks port 6969. To open it:", "sudo firewall-cmd --add-port=6969/tcp",
                "sudo firewall-cmd --permanent --add-port=6969/tcp",
            ]
        ),
        (
            FirewallFinding(.nftables(chains: ["inet filter input"]), .blocks, port: 6969), false,
            [
                "nftables blocks port 6969 (inet filter input). To open it:",
                "sudo nft insert rule inet filter input tcp dport 6969 accept",
                "To keep it open, add the rule to /etc/nftables.conf.",
            ]
        ),
        (
            FirewallFinding(.nftables(chains: []), .blocks, port: 6969), false,
            ["nftables blocks port 6969. See:", "sudo nft list ruleset"]
        ),
        (
            FirewallFinding(.nftables(chains: []), .isOn, port: 6969), false,
            ["nftables is on. It may block port 6969. To see its rules:", "sudo nft list ruleset"]
        ),
    ]

    @Test(arguments: findings) func saysWhatTheFirewallDoes(_ row: (FirewallFinding, Bool, [String])) {
        let (fact, commands, more) = Texts.firewall(row.0, hasDoctor: row.1)
        #expect([fact] + commands + [more].compactMap { $0 } == row.2)
    }

    @Test func whatNobodyWaitsForRingsNoBell() {
        #expect(PairNews.arrived(PairFixture.phone).ringsBell)
        #expect(PairNews.alarm(Alarm(kind: .badProof, visitor: PairFixture.other)).ringsBell)
        #expect(!PairNews.wrongPin(attemptsLeft: 4).ringsBell && !PairNews.nobodyCame(next: nil).ringsBell)
    }
}
