import Console
import Core
import JSON
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
                == "ALARM: a second device uses this code: Android phone, Chrome at 192.168.1.99 (3 times).")
        #expect(second.advice.contains("n makes a new code"))
        let bad = Alarm(kind: .badProof, visitor: visitor("192.168.1.66"))
        #expect(bad.headline == "ALARM: 192.168.1.66 tries this code without having seen it.")
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
                .ipConflict(pairing: "pr_1", name: "Old phone", question: "The same?"),
                #"{"type":"ip_conflict",\#(at),"data":{"pairing_id":"pr_1","name":"Old phone","detail":"The same?"}}"#
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
            .alarm(Alarm(kind: .badProof, visitor: PairFixture.other)), .offer(host: "10.0.0.4"), .notAPin,
            .agentSilent, .agentBack,
        ]
        #expect(told.allSatisfy { $0.event(now: now) == nil })
    }

    @Test func aPersonReadsLines() {
        let cases: [(PairNews, String)] = [
            (.arrived(PairFixture.phone), "iPhone, Safari, at 192.168.1.77, 10:30:00. PIN on its screen?"),
            (.wrongPin(attemptsLeft: 1), "That is not the PIN on the device. 1 attempt left. PIN on its screen?"),
            (.offer(host: "10.0.0.4:6969"), "Type a for a code with 10.0.0.4:6969."),
        ]
        for (news, text) in cases { #expect(news.text(now: now, clock: .utc)?.hasSuffix(text) == true) }
        #expect(PairNews.over(pairing: "pr_1", reason: "cancelled").text(now: now, clock: .utc) == "This code is void.")
    }
}
