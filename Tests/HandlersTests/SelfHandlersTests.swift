import AgentTestKit
import Core
import HTTPMessage
import JSON
import Testing

@Suite struct SelfHandlersTests {
    private let node: TestNode

    init() throws { node = try TestNode() }

    @Test func aDeviceRenamesItselfSixTimesAnHour() throws {
        let anna = try TestDevice.paired(with: node)
        for number in 1...6 {
            #expect(try anna.ask(node, .patch, "/v1/self", "{\"name\": \"Phone \(number)\"}").status == 200)
        }
        let seventh = try anna.ask(node, .patch, "/v1/self", "{\"name\": \"Phone 7\"}")
        #expect(seventh.status == 429)
        #expect(seventh.field("Retry-After") != nil)
    }

    @Test func aDeviceLeaves() throws {
        let anna = try TestDevice.paired(with: node)
        #expect(try anna.ask(node, .delete, "/v1/self").status == 204)
        #expect(try anna.ask(node, .get, "/v1/self").code == "invalid_token")
    }

    @Test func aKeyGetsAFreshTokenAndTheOldOneEnds() throws {
        var anna = try TestDevice.paired(with: node)
        let old = anna.token
        let renewed = try anna.ask(node, .post, "/v1/self/token", withToken: false)
        #expect(renewed.status == 201)
        anna.token = renewed.json["token"]?.string ?? ""
        #expect(anna.token != old)
        #expect(try anna.ask(node, .get, "/v1/self").status == 200)
        node.live.settle()
        anna.token = old
        #expect(try anna.ask(node, .get, "/v1/self").code == "invalid_token")
    }

    @Test func aHeartbeatMakesItOnline() throws {
        let anna = try TestDevice.paired(with: node)
        let answer = try anna.ask(node, .post, "/v1/self/heartbeat")
        #expect(answer.json["presence"]?.string == "online")
        #expect(try anna.ask(node, .get, "/v1/self").json["presence"]?.string == "online")
    }

    @Test func cookiesComeOverTLSOnlyAndCarryNoInvite() throws {
        let way = TestNode.Way.tls("192.168.1.5")
        let anna = try TestDevice.paired(
            with: node, "{\"scopes\": [\"view\", \"use\", \"invite\", \"admin\"]}", by: way)
        #expect(try anna.ask(node, .post, "/v1/self/session", withToken: false).status >= 400)
        let session = try anna.ask(node, .post, "/v1/self/session", withToken: false, by: way)
        #expect(session.status == 201)
        let cookie = session.field("Set-Cookie")?.split(separator: ";").first.map(String.init) ?? ""
        let fields: HeaderFields = ["Cookie": cookie]
        #expect(try node.ask(.get, "/v1/self", by: way, fields: fields).status == 200)
        #expect(try node.ask(.get, "/v1/peers", by: way, fields: fields).status == 200)
        #expect(try node.ask(.get, "/v1/status", by: way, fields: fields).code == "scope_missing", "a page signs that")
        #expect(try node.ask(.patch, "/v1/self", "{\"name\": \"x\"}", by: way, fields: fields).code == "origin_missing")
        #expect(try node.ask(.get, "/v1/self", by: .lan("192.168.1.5"), fields: fields).code == "cookie_needs_tls")
        let closed = try anna.ask(node, .delete, "/v1/self/session", by: way)
        #expect(closed.status == 204)
        #expect(try node.ask(.get, "/v1/self", by: way, fields: fields).code == "invalid_session")
    }

    @Test func aGuestEndsWithThePass() throws {
        let guest = try TestDevice.paired(with: node, "{\"expires_in\": 3600}")
        #expect(try guest.ask(node, .get, "/v1/self").status == 200)
        node.clock.advance(by: .hours(1))
        #expect(try guest.ask(node, .get, "/v1/self").code == "invalid_token")
        #expect(try guest.ask(node, .post, "/v1/self/token", withToken: false).code == "unknown_key")
    }
}
