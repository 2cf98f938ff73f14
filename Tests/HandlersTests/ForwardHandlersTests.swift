import AgentTestKit
import Core
import HTTPMessage
import JSON
import Testing

/// Requests to services: which ones a proxy may pass on, and what the service learns of the sender.
@Suite struct ForwardHandlersTests {
    private let node: TestNode
    private let proxy = TestNode.Way.tls("192.168.1.5")
    private let area: String

    init() throws {
        node = try TestNode()
        area = try node.ask(.post, "/v1/areas", "{\"name\": \"Media\"}").json["id"]?.string ?? ""
        for (name, host) in [("Films", "films.home"), ("Papers", "papers.home")] {
            let areas = name == "Films" ? "[\"\(area)\"]" : "[]"
            let body = "{\"name\": \"\(name)\", \"url\": \"https://\(host)\", \"areas\": \(areas)}"
            #expect(try node.ask(.post, "/v1/services", body).status == 201)
        }
    }

    /// A program with a token, in the area.
    private func script(_ scopes: String = "[\"use\"]", isAssigned: Bool = true) throws -> (id: String, token: String) {
        let told = try node.ask(
            .post, "/v1/tokens", "{\"kind\": \"bearer\", \"name\": \"robot\", \"scopes\": \(scopes)}"
        ).json
        let id = told["peer"]?.object?["id"]?.string ?? ""
        if isAssigned {
            #expect(try node.ask(.put, Target("/v1/areas/\(area)/peers/\(id)") ?? "/").status < 300)
        }
        return (id, told["token"]?.string ?? "")
    }

    private func ask(
        _ token: String?, at host: String = "films.home", _ target: Target = "/v1/forward-auth",
        _ more: [(String, String)] = []
    ) throws -> TestAnswer {
        var fields: HeaderFields = ["Host": host, "X-Forwarded-Method": "GET", "X-Forwarded-Uri": "/a?b=c"]
        if let token { fields.append("Authorization", "Bearer \(token)") }
        for (name, value) in more { fields.append(name, value) }
        return try node.ask(.get, target, by: proxy, fields: fields)
    }

    @Test func aServiceLearnsWhoAsks() throws {
        let (id, token) = try script()
        let answer = try ask(token)
        #expect(answer.status == 204)
        let told = ["X-Kith-Peer", "X-Kith-Name", "X-Kith-Person", "X-Kith-Scopes", "Remote-User", "X-Kith-Used"]
        #expect(told.map { answer.field($0) } == [id, "robot", "", "use", "", "authorization"])
        #expect(answer.field("Authorization") == nil && answer.field("Cookie") == nil)
    }

    @Test func whoMayNotIsToldNothing() throws {
        let (_, token) = try script()
        #expect(try ask(token, at: "papers.home").code == "unknown_service")
        #expect(try ask(token, at: "192.168.1.20:6969").code == "unknown_service")
        #expect(try ask(token, at: "elsewhere.home").code == "foreign_host")
        #expect(try ask(nil).code == "no_credential")
        #expect(try ask("kith_" + String(repeating: "A", count: 43)).code == "invalid_token")
        #expect(try ask(token, "/v1/forward-auth?area=Media").status == 204)
        #expect(try ask(token, "/v1/forward-auth?area=Nothing").code == "area_denied")
        #expect(try node.ask(.patch, Target("/v1/areas/\(area)") ?? "/", "{\"enabled\": false}").status == 200)
        #expect(try ask(token).code == "unknown_service")
        #expect(try ask(token, "/v1/forward-auth?area=Media").code == "area_disabled")
    }

    @Test func anotherAreaOpensNothing() throws {
        let (_, token) = try script(isAssigned: false)
        #expect(try ask(token).code == "unknown_service")
        #expect(try ask(token, "/v1/forward-auth?area=Media").code == "area_denied")
    }

    @Test func theScopeIsNeeded() throws {
        let (_, token) = try script("[\"view\"]")
        #expect(try ask(token).code == "scope_missing")
    }

    @Test func aRevokedTokenOpensNothingMore() throws {
        let (id, token) = try script()
        #expect(try ask(token).status == 204)
        #expect(try node.ask(.delete, Target("/v1/peers/\(id)") ?? "/").status < 300)
        #expect(try ask(token).code == "invalid_token")
    }

    @Test func fieldsThatLookLikeKithsAreRefused() throws {
        let (_, token) = try script()
        for name in ["Remote_User", "X_Kith_Peer", "remote.user"] {
            #expect(try ask(token, "/v1/forward-auth", [(name, "root")]).code == "imitated_field", "\(name)")
        }
    }

    /// For proxies that replace fields of the request by those of the answer.
    @Test func whatIsNotOfKithIsKept() throws {
        let (_, token) = try script()
        let keep: Target = "/v1/forward-auth?keep=authorization,cookie"
        let cookies = ("Cookie", "a=1; __Host-kith-forward=x; kith_forward=y; b=2; __Host-kith-00000000=z")
        let byField = try ask(token, keep, [cookies])
        #expect(byField.field("Authorization") == nil && byField.field("Cookie") == "a=1; b=2")
        let byToken = try ask(nil, keep, [("X-Kith-Token", token), ("Authorization", "Basic b3duOmxvZ2lu"), cookies])
        #expect(
            byToken.field("Authorization") == "Basic b3duOmxvZ2lu" && byToken.field("X-Kith-Used") == "x-kith-token")
        // Only one of two is used, and the service must get neither.
        let byBoth = try ask(token, keep, [("X-Kith-Token", token)])
        #expect(byBoth.status == 204 && byBoth.field("X-Kith-Used") == "authorization, x-kith-token")
        #expect(byBoth.field("Authorization") == nil)
    }

    @Test func aCodeForAServiceNeedsTLSAndTheArea() throws {
        let phone = try TestDevice.paired(with: node, by: proxy)
        let start = String(repeating: "A", count: 43)
        func signIn(_ to: String, by way: TestNode.Way) throws -> TestAnswer {
            try phone.ask(node, .post, "/v1/self/sign-in", "{\"to\": \"\(to)\", \"start\": \"\(start)\"}", by: way)
        }
        #expect(try signIn("https://films.home/a", by: proxy).code == "unknown_service")
        #expect(try node.ask(.put, Target("/v1/areas/\(area)/peers/\(phone.peer)") ?? "/").status < 300)
        let told = try signIn("https://films.home/a?b=c", by: proxy)
        #expect(told.status == 201)
        #expect(told.json["location"]?.string?.hasPrefix("https://films.home/.kith/finish?code=") == true)
        #expect(try signIn("https://papers.home/", by: proxy).code == "unknown_service")
        #expect(try signIn("https://evil.example/", by: proxy).code == "unknown_service")
        #expect(try signIn("http://films.home/", by: proxy).code == "session_needs_tls")
        #expect(try signIn("javascript:alert(1)", by: proxy).code == "invalid_field")
        #expect(try signIn("https://films.home/", by: .lan("192.168.1.5")).code == "session_needs_tls")
    }
}
