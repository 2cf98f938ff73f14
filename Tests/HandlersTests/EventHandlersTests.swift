import AgentTestKit
import Core
import HTTPMessage
import JSON
import Testing

@Suite struct EventHandlersTests {
    private let node: TestNode

    init() throws { node = try TestNode() }

    @Test func theHistoryIsPagedAndFiltered() throws {
        let anna = try TestDevice.paired(with: node)
        let all = try node.ask(.get, "/v1/events?limit=500")
        let types = all.json["events"]?.array?.compactMap { $0.object?["type"]?.string } ?? []
        #expect(types.contains("pairing_completed"))
        let some = try node.ask(.get, "/v1/events?type=pairing_completed")
        #expect(some.json["events"]?.array?.count == 1)
        #expect(try node.ask(.get, "/v1/events?type=nonsense").status == 422)
        let own = try anna.ask(node, .get, "/v1/events")
        #expect(own.status == 200)
        #expect(!own.text.contains("pairing_started"), "that is for operators")
    }

    @Test func aPeerAsksForTheHistorySixtyTimesAMinute() throws {
        let issued = try node.ask(
            .post, "/v1/tokens", "{\"name\": \"log\", \"kind\": \"bearer\", \"scopes\": [\"view\"]}")
        let bearer: HeaderFields = ["Authorization": "Bearer \(issued.json["token"]?.string ?? "")"]
        for _ in 0..<60 { #expect(try node.ask(.get, "/v1/events", by: .loopback, fields: bearer).status == 200) }
        #expect(try node.ask(.get, "/v1/events", by: .loopback, fields: bearer).status == 429)
    }

    @Test func aTicketOpensOneStreamFromItsAddress() throws {
        let anna = try TestDevice.paired(with: node)
        let ticket = try anna.ask(node, .post, "/v1/events/ticket")
        #expect(ticket.status == 201)
        let target = Target(stringLiteral: "/v1/events?ticket=\(ticket.json["ticket"]?.string ?? "")")
        let stream: HeaderFields = ["Accept": "text/event-stream"]
        #expect(try node.ask(.get, target, by: .lan("192.168.1.78"), fields: stream).code == "bad_ticket")
        let second = try anna.ask(node, .post, "/v1/events/ticket").json["ticket"]?.string ?? ""
        let open = Target(stringLiteral: "/v1/events?ticket=\(second)")
        #expect(try node.ask(.get, open, by: .lan("192.168.1.77"), fields: stream).stream != nil)
        #expect(try node.ask(.get, open, by: .lan("192.168.1.77"), fields: stream).code == "bad_ticket")
    }

    @Test func aSignedRequestOpensAStreamAndTheEleventhIsTooMany() throws {
        let anna = try TestDevice.paired(with: node)
        func open() throws -> TestAnswer {
            let ticket = try anna.ask(node, .post, "/v1/events/ticket").json["ticket"]?.string ?? ""
            return try node.ask(
                .get, Target(stringLiteral: "/v1/events?ticket=\(ticket)"), by: .lan("192.168.1.77"),
                fields: ["Accept": "text/event-stream"])
        }
        for _ in 0..<10 { #expect(try open().stream != nil) }
        #expect(try open().status == 429)
    }

    @Test func aWebSocketMustBeAskedForProperly() throws {
        let fields: HeaderFields = [
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        #expect(try node.ask(.get, "/v1/events", fields: fields).stream != nil)
        var old = fields
        old["Sec-WebSocket-Version"] = "8"
        #expect(try node.ask(.get, "/v1/events", fields: old).status == 426)
        var other = fields
        other["Sec-WebSocket-Protocol"] = "chat"
        #expect(try node.ask(.get, "/v1/events", fields: other).status == 400)
    }
}
