import API
import Core
import HTTPMessage
import Testing
import WebAPI

@Suite struct PeerRouteTests {
    private static let id = PeerID(number: 77)

    private func route(
        _ method: HTTPMessage.Method, _ path: String, _ body: String? = nil
    ) throws(Problem) -> PeerRoute? {
        var request = Request(method, Target("/v1/peers/\(Self.id)\(path)") ?? "/")
        if let body {
            request.fields["Content-Type"] = "application/json"
            request.body = Array(body.utf8)
        }
        guard case .peers(let route) = try Route(request) else { return nil }
        return route
    }

    private func granted(_ path: String, _ body: String?) throws -> Permission {
        guard case .grant(Self.id, let permission)? = try route(.put, path, body) else {
            throw Problem.notFound
        }
        return permission
    }

    @Test func readAGrant() throws {
        let end = Moment(milliseconds: 1_795_170_600_000)
        #expect(try granted("/permissions/invite", nil) == Permission(.invite))
        #expect(try granted("/permissions/use", "{}") == Permission(.use))
        #expect(try granted("/permissions/use", #"{"expires_at": null}"#) == Permission(.use))
        let body = #"{"expires_at": "2026-11-20T10:30:00Z"}"#
        #expect(try granted("/permissions/admin", body) == Permission(.admin, until: end))
    }

    @Test func readADenial() throws {
        guard case .deny(Self.id, .view)? = try route(.delete, "/permissions/view") else {
            Issue.record("it is another route")
            return
        }
    }

    private static let refusals: [(HTTPMessage.Method, String, String?, String)] = [
        (.put, "/permissions", nil, "not_found"), (.put, "/permissions/fly", nil, "not_found"),
        (.put, "/permissions/VIEW", nil, "not_found"), (.put, "/permissions/view/", nil, "not_found"),
        (.get, "/permissions/view", nil, "method_not_allowed"),
        (.post, "/permissions/view", nil, "method_not_allowed"),
        (.put, "/permissions/view", "[]", "malformed"), (.put, "/permissions/view", "{", "malformed"),
        (.put, "/permissions/view", #"{"expires": 1}"#, "invalid_field"),
        (.put, "/permissions/view", #"{"expires_at": 17}"#, "invalid_field"),
        (.put, "/permissions/view", #"{"expires_at": "tomorrow"}"#, "invalid_field"),
        (.put, "/permissions/view", #"{"expires_at": "2026-02-30T00:00:00Z"}"#, "invalid_field"),
    ]

    @Test(arguments: refusals)
    func refuse(_ method: HTTPMessage.Method, _ path: String, _ body: String?, _ code: String) {
        #expect(throws: Problem.self) { try route(method, path, body) }
        do throws(Problem) { _ = try route(method, path, body) } catch { #expect(error.code == code) }
    }

    @Test func aBodyIsJSONWhereThereIsOne() {
        var request = Request(.put, Target("/v1/peers/\(Self.id)/permissions/view") ?? "/")
        request.body = Array("{}".utf8)
        let found = Result { () throws(Problem) in try Route(request) }
        #expect(throws: Problem.self) { try found.get() }
    }
}
