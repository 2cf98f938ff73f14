import AgentTestKit
import Core
import HTTPMessage
import JSON
import Rehearsal
import Testing

@Suite struct AppPasswordHandlersTests {
    private let node: TestNode
    private static let over = TestNode.Way.tls("192.168.1.5")

    init() throws { node = try TestNode() }

    private func phone(_ terms: String = #"{"scopes": ["view", "use", "invite", "admin"]}"#) throws -> TestDevice {
        try TestDevice.paired(with: node, terms, by: Self.over)
    }

    private func make(_ device: TestDevice, _ name: String = "Films") throws -> (id: String, password: String) {
        let made = try device.ask(node, .post, "/v1/self/app-passwords", #"{"name": "\#(name)"}"#, by: Self.over)
        #expect(made.status == 201)
        return (made.json["id"]?.string ?? "", made.json["password"]?.string ?? "")
    }

    private func area(_ device: TestDevice, _ name: String = "Media") throws -> String {
        let area = try node.ask(.post, "/v1/areas", #"{"name": "\#(name)"}"#).json["id"]?.string ?? ""
        let assigned = try node.ask(.put, Target(stringLiteral: "/v1/areas/\(area)/peers/\(device.peer)"))
        #expect(assigned.status == 200)
        return area
    }

    private enum Field: String, CaseIterable { case basic, bearer, own }

    private func fields(_ password: String, in field: Field) -> HeaderFields {
        switch field {
        case .basic: ["Authorization": "Basic \(base64("anyone:\(password)"))"]
        case .bearer: ["Authorization": "Bearer \(password)"]
        case .own: ["X-Kith-Token": password]
        }
    }

    private func base64(_ text: String) -> String {
        let url = Base64URL.encode(Array(text.utf8))
        let standard = url.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(standard) + String(repeating: "=", count: (4 - url.utf8.count % 4) % 4)
    }

    private func check(
        _ area: String, _ fields: HeaderFields, by way: TestNode.Way = AppPasswordHandlersTests.over
    ) throws -> TestAnswer {
        try node.ask(.get, Target(stringLiteral: "/v1/forward-auth?area=\(area)"), by: way, fields: fields)
    }

    @Test func opensServicesInEachFieldWithTheScopeUse() throws {
        let anna = try phone()
        let (area, made) = (try area(anna), try make(anna))
        #expect(made.password.hasPrefix("kith_app_"))
        for field in Field.allCases {
            let answer = try check(area, fields(made.password, in: field))
            #expect(answer.status == 204, "\(field)")
            #expect(answer.field("X-Kith-Peer") == anna.peer)
            #expect(answer.field("X-Kith-Scopes") == "use")
            #expect(answer.field("X-Kith-Used") == (field == .own ? "x-kith-token" : "authorization"))
        }
    }

    @Test func worksOverTLSOnly() throws {
        let anna = try phone()
        let (area, made) = (try area(anna), try make(anna))
        for way in [TestNode.Way.lan("192.168.1.5"), .loopback, .controlSocket] {
            for field in Field.allCases {
                let answer = try check(area, fields(made.password, in: field), by: way)
                #expect(answer.status == 401)
                #expect(answer.code == "app_password_needs_tls")
                #expect(answer.field("WWW-Authenticate")?.contains("Basic") == false)
            }
        }
        let device = try TestDevice.paired(with: node)
        let refused = try device.ask(node, .post, "/v1/self/app-passwords", #"{"name": "Films"}"#)
        #expect(refused.status == 403 && refused.code == "app_password_needs_tls")
        #expect(try device.ask(node, .get, "/v1/self/app-passwords").status == 200)
    }

    @Test func aWrongOneIsRefusedWithoutARedirect() throws {
        let anna = try phone()
        let area = try area(anna)
        let wrong = "kith_app_" + String(repeating: "0", count: 26)
        for password in [wrong, "kith_app_", wrong + "0", "kith_app_\u{e9}"] {
            // A field holds no such letter, base 64 does.
            for field in Field.allCases where password.utf8.count == password.count || field == .basic {
                var fields = fields(password, in: field)
                let target = Target(stringLiteral: "/v1/forward-auth?area=\(area)&redirect=yes")
                let way = TestNode.Way.tls("192.168.2.\(password.utf8.count)")
                #expect(try node.ask(.get, target, by: way, fields: fields).code == "invalid_app_password")
                fields.append("Accept", "text/html")
                let answer = try node.ask(.get, target, by: way, fields: fields)
                #expect(answer.status == 401, "\(password) in \(field)")
                #expect(answer.field("Location") == nil)
                #expect(answer.field("WWW-Authenticate")?.contains("Basic") == false)
            }
        }
    }

    @Test func anotherLoginInTheFieldIsIgnored() throws {
        let anna = try phone()
        let (area, made) = (try area(anna), try make(anna))
        let logins = [
            "Basic " + base64("anna:secret"), "Basic " + base64("no colon"), "Basic ???", "Basic",
            "Digest username=\"x\"",
        ]
        // Ignored as well. But a secret of kith must not reach the service.
        let secrets = ["Basic " + base64("kith_app_x:secret"), "Basic " + base64("anna:" + anna.token)]
        for login in logins + secrets {
            var fields: HeaderFields = ["Authorization": login]
            #expect(try check(area, fields).code == "no_credential", "\(login)")
            fields.append("X-Kith-Token", made.password)
            let answer = try check(area, fields)
            let used = secrets.contains(login) ? "authorization, x-kith-token" : "x-kith-token"
            #expect(answer.status == 204 && answer.field("X-Kith-Used") == used, "\(login)")
        }
        let doubled: HeaderFields = [
            "Authorization": "Basic " + base64("a:\(made.password)"), "authorization": "Bearer \(made.password)",
        ]
        #expect(try check(area, doubled).status == 400)
    }

    @Test func endsWithItselfItsDeviceAndItsArea() throws {
        let anna = try phone(#"{"scopes": ["view", "use"], "expires_in": 7200}"#)
        let (area, first, second) = (try area(anna), try make(anna), try make(anna, "Music"))
        let (films, music) = (fields(first.password, in: .basic), fields(second.password, in: .basic))
        #expect(try check(area, films).status == 204)
        let toggle = Target(stringLiteral: "/v1/areas/\(area)")
        #expect(try node.ask(.patch, toggle, #"{"enabled": false}"#).status == 200)
        #expect(try check(area, films).code == "area_disabled")
        #expect(try node.ask(.patch, toggle, #"{"enabled": true}"#).status == 200)
        #expect(try check(area, films).status == 204)
        #expect(try anna.ask(node, .delete, "/v1/self/app-passwords/\(first.id)", by: Self.over).status == 204)
        #expect(try check(area, films).code == "invalid_app_password")
        #expect(try check(area, music).status == 204)
        let use = Target(stringLiteral: "/v1/peers/\(anna.peer)/permissions/use")
        #expect(try node.ask(.delete, use).status == 200)
        #expect(try check(area, music).code == "scope_missing")
        #expect(try node.ask(.put, use, "{}").status < 300)
        #expect(try check(area, music).status == 204)
        node.clock.advance(by: .hours(2))
        #expect(try check(area, music).code == "invalid_app_password", "the pass is over")
    }

    @Test func endsWhenTheDeviceIsRevoked() throws {
        let anna = try phone()
        let (area, made) = (try area(anna), try make(anna))
        #expect(try check(area, fields(made.password, in: .own)).status == 204)
        #expect(try node.ask(.delete, Target(stringLiteral: "/v1/peers/\(anna.peer)")).status == 204)
        #expect(try check(area, fields(made.password, in: .own)).code == "invalid_app_password")
    }

    @Test func aDeviceSeesItsOwnAndAnOperatorAll() throws {
        let (anna, bert) = (try phone(), try TestDevice.paired(with: node, by: .tls("192.168.1.6")))
        let (area, made) = (try area(anna), try make(anna))
        func listed() throws -> JSONObject? {
            try anna.ask(node, .get, "/v1/self/app-passwords", by: Self.over).json["app_passwords"]?.array?.first?
                .object
        }
        let fresh = try listed()
        #expect(fresh?["id"]?.string == made.id && fresh?["name"]?.string == "Films")
        #expect(fresh?["last_used_at"] == .null)
        #expect(fresh?["password"] == nil)
        #expect(try check(area, fields(made.password, in: .bearer)).status == 204)
        node.live.settle()
        #expect(try listed()?["last_used_at"]?.string == Moment.start.text)
        node.clock.advance(by: .minutes(59))
        #expect(try check(area, fields(made.password, in: .bearer)).status == 204)
        node.live.settle()
        #expect(try listed()?["last_used_at"]?.string == Moment.start.text, "one write an hour")
        node.clock.advance(by: .minutes(1))
        #expect(try check(area, fields(made.password, in: .bearer)).status == 204)
        node.live.settle()
        #expect(try listed()?["last_used_at"]?.string == (Moment.start + .hours(1)).text)

        let path = "/v1/self/app-passwords/\(made.id)"
        #expect(try bert.ask(node, .delete, path, by: .tls("192.168.1.6")).status == 404)
        let tokens = "/v1/peers/\(anna.peer)/tokens"
        let app = try node.ask(.get, Target(stringLiteral: tokens)).json["tokens"]?.array?.first?.object
        #expect(app?["kind"]?.string == "app" && app?["id"]?.string == made.id && app?["name"]?.string == "Films")
        #expect(app?["expires_at"] == .null)
        #expect(try node.ask(.delete, Target(stringLiteral: "\(tokens)/\(made.id)")).status == 204)
        #expect(try check(area, fields(made.password, in: .bearer)).code == "invalid_app_password")
    }

    @Test func aDeviceHasSixteen() throws {
        let anna = try phone()
        for number in 1...16 { _ = try make(anna, "App \(number)") }
        let more = try anna.ask(node, .post, "/v1/self/app-passwords", #"{"name": "One more"}"#, by: Self.over)
        #expect(more.status == 409 && more.code == "too_many_app_passwords")
        for body in ["{}", #"{"name": ""}"#, #"{"name": "x", "scopes": ["admin"]}"#] {
            #expect(try anna.ask(node, .post, "/v1/self/app-passwords", body, by: Self.over).status == 422)
        }
    }

    @Test func aScriptMakesNone() throws {
        let issued = try node.ask(.post, "/v1/tokens", #"{"kind": "bearer", "name": "Script"}"#)
        let fields: HeaderFields = ["Authorization": "Bearer \(issued.json["token"]?.string ?? "")"]
        let refused = try node.ask(
            .post, "/v1/self/app-passwords", #"{"name": "Films"}"#, by: Self.over, fields: fields)
        #expect(refused.code == "proof_missing")
        #expect(try node.ask(.get, "/v1/self/app-passwords", by: Self.over, fields: fields).code == "proof_missing")
    }
}
