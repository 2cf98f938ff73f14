import API
import AgentTestKit
import Core
import HTTPMessage
import Rehearsal
import Settings
import Testing

@testable import Access
@testable import HTTPServer

/// How often a device, or an address, may do what costs the node something.
@Suite struct RateTests {
    private let fixture: AccessFixture
    private var control: AccessControl { fixture.control }
    private let anna = PeerID(number: 1)
    private let bert = PeerID(number: 2)

    init() throws { fixture = try AccessFixture() }

    /// How many are admitted at once; the problem of the next one.
    private func admitted(_ take: () throws -> Void) -> (count: Int, problem: Problem?) {
        for count in 0..<1_000 {
            do { try take() } catch { return (count, error as? Problem) }
        }
        return (1_000, nil)
    }

    private func knock(
        _ method: Method = .get, _ path: String = "/join", at address: String = "192.168.1.77",
        fields: [(String, String)] = []
    ) throws {
        let request = try fixture.request(method, path, by: .plainHTTP, fields: fields)
        try control.checkRate(of: request, from: try fixture.origin(of: request, by: .plainHTTP, at: address))
    }

    @Test func ofPeers() {
        let limits = Limits()
        let kinds: [(String, Int, Duration, String, (PeerID) throws -> Void)] = [
            ("streams", limits.newStreamsAMinute, .seconds(60), "too_many_streams", control.checkRate(ofStreamsOf:)),
            ("changes", 60, .seconds(60), "too_many_requests", control.checkRate(ofChangesBy:)),
            ("renames", limits.renamesAnHour, .hours(1), "too_many_requests", control.checkRate(ofRenamesBy:)),
            (
                "questions", limits.historyQuestionsAMinute, .seconds(60), "too_many_requests",
                control.checkRate(ofQuestionsBy:)
            ),
        ]
        for (what, limit, period, code, take) in kinds {
            let first = admitted { try take(anna) }
            #expect(first.count == limit, "\(what)")
            #expect(first.problem?.code == code, "\(what)")
            #expect(first.problem?.fields["Retry-After"] != nil, "\(what)")
            #expect(admitted { try take(bert) }.count == limit, "\(what): another peer has its own")
            fixture.clock.advance(by: period)
            #expect(admitted { try take(anna) }.count == limit, "\(what): they come back")
        }
    }

    @Test func ofJoining() {
        let limit = Limits().joinRequestsAMinute
        #expect(admitted { try knock() }.count == limit)
        // Whichever way the path is written, and whichever route of joining it is.
        for path in ["/join", "/%6Aoin", "/join/7K2MQ9XW4D"] {
            for method in [Method.get, .post] {
                #expect(admitted { try knock(method, path) }.problem?.code == "too_many_requests", "\(method) \(path)")
            }
        }
        #expect(admitted { try knock(at: "192.168.1.78") }.count == limit)
        #expect(admitted { try knock(.get, "/v1/self") }.count == 1_000)
        #expect(admitted { try knock(.get, "/joined") }.count == 1_000)
    }

    @Test func operatorsJoinAsOftenAsTheyLike() {
        #expect(
            admitted {
                let request = try fixture.request(.get, "/join", by: .controlSocket)
                let origin = try fixture.origin(of: request, by: .controlSocket)
                try control.checkRate(of: request, from: origin)
                try control.checkRate(ofStreamsFrom: origin)
            }.count == 1_000)
    }

    /// A page elsewhere makes the phone's browser ask again and again; the person still gets the page.
    @Test func looksOfForeignPagesAreCountedApart() {
        let limit = Limits().joinRequestsAMinute
        let foreign = [("Origin", "http://evil.example")]
        #expect(admitted { try knock(fields: foreign) }.count == limit)
        #expect(admitted { try knock(.head, fields: foreign) }.count == 0)
        // Only looks: a claim is a claim.
        #expect(admitted { try knock(.post, fields: foreign) }.count == limit)
        #expect(admitted { try knock() }.count == 0)
    }

    @Test func ofStreamsOfStrangers() {
        func open(_ address: String) throws {
            let origin = try fixture.origin(of: try fixture.request(by: .plainHTTP), by: .plainHTTP, at: address)
            try control.checkRate(ofStreamsFrom: origin)
        }
        let first = admitted { try open("192.168.1.77") }
        #expect(first.count == Limits().newStreamsAMinute)
        #expect(first.problem?.code == "too_many_streams")
        #expect(admitted { try open("192.168.1.78") }.count == Limits().newStreamsAMinute)
    }

    /// Elsewhere a /64 is one client; on the node's own link each address is one.
    @Test func neighboursAreCountedOneByOne() {
        let limit = Limits().joinRequestsAMinute
        #expect(admitted { try knock(at: "2001:db8::1") }.count == limit)
        #expect(admitted { try knock(at: "2001:db8::2") }.count == 0)
        var onLink = OnLinkPrefixes()
        onLink.add([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 12), length: 64)
        control.update(onLink: onLink)
        #expect(admitted { try knock(at: "2001:db8::2") }.count == limit)
        #expect(admitted { try knock(at: "2001:db8::3") }.count == limit)
    }

    @Test func onlyARateThatWasChangedStartsAgain() {
        var settings = fixture.live.value
        _ = admitted { try knock() }
        settings.limits.pairingLife = .minutes(6)
        control.update(settings)
        #expect(admitted { try knock() }.count == 0)
        settings.limits.joinRequestsAMinute = 7
        control.update(settings)
        #expect(admitted { try knock() }.count == 7)
    }

    @Test func proxiesStandForMany() throws {
        let isShared = control.standsForMany()
        #expect(isShared(try #require(HostAddress("10.0.0.2"))))
        #expect(!isShared(try #require(HostAddress("203.0.113.9"))))
    }
}
