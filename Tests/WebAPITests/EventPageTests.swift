import Core
import HTTPMessage
import Testing

@testable import API
@testable import WebAPI

/// What `GET /v1/events` can be asked for.
struct EventPageTests {
    @Test func everythingByItself() throws {
        let page = try page("/v1/events")
        #expect(page.after == 0 && page.before == nil && page.since == nil && page.until == nil && page.peer == nil)
        #expect(page.types.isEmpty && !page.newest && page.limit == 100)
    }

    @Test func everythingAsked() throws {
        let page = try page(
            """
            /v1/events?after=3&before=9&since=2026-11-20T10:30:00Z&until=2026-11-20T12:30:00%2B01:00\
            &peer=\(Self.peer)&type=bad_proof,wrong_pin&newest=true&limit=500
            """)
        #expect(page.after == 3 && page.before == 9 && page.newest && page.limit == 500)
        #expect(page.since?.text == "2026-11-20T10:30:00.000Z" && page.until?.text == "2026-11-20T11:30:00.000Z")
        #expect(page.peer?.description == Self.peer && page.types == [.badProof, .wrongPin])
    }

    @Test(arguments: [
        "after=-1", "after=x", "after=9223372036854775808", "before=-1", "before=", "since=yesterday", "since=2h",
        "since=2026-02-30T10:30:00Z", "until=2026-11-20T10:30:00", "until=2026-11-20T10:30:00+01:00", "peer=anna",
        "peer=pr_aaaaaaaaaaaaa", "type=", "type=bad_proof,", "type=nonsense", "type=connected", "type=resync",
        "newest=yes", "newest=", "limit=0", "limit=501", "limit=-5", "limit=1&limit=1", "colour=red",
    ])
    func refused(_ query: String) throws {
        let problem = #expect(throws: Problem.self) { try page("/v1/events?\(query)") }
        #expect(problem?.response.status.code == 422)
    }

    private static let peer = PeerID(number: 1).description

    private func page(_ target: String) throws -> EventPage {
        guard case .events(.history(let page)) = try Route(Request(.get, try #require(Target(target)))) else {
            Issue.record("another route")
            throw Problem.notFound
        }
        return page
    }
}
