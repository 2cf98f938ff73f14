import API
import Core
import HTTPMessage
import Testing
import WebAPI

@Suite struct TokenRouteTests {
    private static let id = PeerID(number: 77)

    private func body(_ path: String, _ text: String) throws(Problem) -> TokenBody {
        var request = Request(.post, Target(path) ?? "/", fields: ["Content-Type": "application/json"])
        request.body = Array(text.utf8)
        switch try Route(request) {
        case .issueToken(let body): return body
        case .peers(.issueToken(Self.id, let body)): return body
        default: throw .notFound
        }
    }

    @Test func readWhatIsAskedFor() throws {
        let one = try body("/v1/peers/\(Self.id)/tokens", #"{"kind": "bearer", "expires_in": 3600}"#)
        #expect(one.bearer == .peer(Self.id))
        #expect(one.life == .seconds(3_600))
        let name = try Name("backup")
        #expect(
            try body("/v1/tokens", #"{"kind": "bearer", "name": "backup"}"#).bearer
                == .named(name, person: nil, scopes: nil))
        let more = #"{"kind": "bearer", "name": "backup", "person": "Anna", "scopes": ["admin"]}"#
        #expect(try body("/v1/tokens", more).bearer == .named(name, person: try Name("Anna"), scopes: .admin))
    }

    private static let refusals = [
        ("/v1/tokens", "{}"), ("/v1/tokens", #"{"kind": "bearer"}"#), ("/v1/tokens", #"{"name": "x"}"#),
        ("/v1/tokens", #"{"kind": "dpop", "name": "x"}"#), ("/v1/tokens", #"{"kind": "bearer", "name": ""}"#),
        ("/v1/tokens", #"{"kind": "bearer", "name": "x", "scopes": ["fly"]}"#),
        ("/v1/tokens", #"{"kind": "bearer", "name": "x", "expires_in": "1h"}"#),
        ("/v1/tokens", #"{"kind": "bearer", "name": "x", "areas": []}"#),
        ("/v1/peers/\(id)/tokens", "{}"), ("/v1/peers/\(id)/tokens", #"{"kind": "bearer", "name": "x"}"#),
    ]

    @Test(arguments: refusals) func refuseTheRest(_ path: String, _ text: String) {
        do throws(Problem) {
            _ = try body(path, text)
            Issue.record("it was taken: \(text)")
        } catch { #expect(error.code == "invalid_field") }
    }

    @Test(arguments: [
        ("GET", "/v1/tokens", "method_not_allowed"), ("PUT", "/v1/self/session", "method_not_allowed"),
        ("GET", "/v1/persons/anna", "method_not_allowed"), ("DELETE", "/v1/persons", "not_found"),
        ("DELETE", "/v1/persons/a%07b", "not_found"), ("DELETE", "/v1/persons/a/b", "not_found"),
        ("POST", "/v1/nodes", "method_not_allowed"), ("GET", "/v1/nodes/x", "not_found"),
        ("DELETE", "/v1/peers/\(id)/tokens", "method_not_allowed"),
        ("DELETE", "/v1/peers/\(id)/tokens/x", "not_found"),
        ("GET", "/v1/peers/\(id)/tokens/tk_0000000000001", "method_not_allowed"),
        ("DELETE", "/v1/peers/\(id)/tokens/tk_0000000000001/x", "not_found"),
    ]) func areNothingElse(_ method: String, _ path: String, _ code: String) throws {
        let methods: [HTTPMessage.Method] = [.get, .post, .put, .delete]
        let method = try #require(methods.first { $0.name == method })
        let request = Request(method, try #require(Target(path)))
        do throws(Problem) {
            _ = try Route(request)
            Issue.record("it is a route: \(path)")
        } catch { #expect(error.code == code) }
    }

    @Test func aPersonHasAnyName() throws {
        guard case .revokePerson(let name) = try Route(Request(.delete, "/v1/persons/Anna%20%C3%9F")) else {
            Issue.record("it is another route")
            return
        }
        #expect(name.text == "Anna ß")
    }
}
