import API
import Core
import HTTPMessage
import Testing
import WebAPI

@Suite struct CookieTests {
    private static let node = NodeID(number: 0)

    private func request(_ cookies: String..., authorization: String? = nil) -> Request {
        var request = Request(.get, "/v1/self")
        for cookie in cookies { request.fields.append("Cookie", cookie) }
        if let authorization { request.fields.append("Authorization", authorization) }
        return request
    }

    private static let fields: [(String, [String])] = [
        ("__Host-kith-00000000=abc", ["abc"]), ("a=b; __Host-kith-00000000=abc; c=d", ["abc"]),
        ("a=b;__Host-kith-00000000=abc", ["abc"]),
        ("__Host-kith-00000000=", [""]), ("__Host-kith-00000000=a=b", ["a=b"]),
        ("__Host-kith-00000000=1; __Host-kith-00000000=2", ["1", "2"]),
        // Other names, whatever they look like.
        ("__host-kith=abc", []), ("__Host-kith-00000000x=abc", []), ("x__Host-kith-00000000=abc", []),
        ("__Host-kith-00000000", []),
        ("a=__Host-kith-00000000=abc", []), ("", []), (";;;", []), ("a=\"; __Host-kith-00000000=abc\"", ["abc\""]),
    ]

    @Test(arguments: fields) func areFoundByTheirNameAlone(_ field: String, _ values: [String]) {
        #expect(request(field).cookies(CookieName.kith(of: Self.node)) == values)
    }

    @Test func inSeveralFields() {
        #expect(
            request("__Host-kith-00000000=1", "a=b; __Host-kith-00000000=2").cookies(CookieName.kith(of: Self.node))
                == ["1", "2"])
    }

    @Test func countWhereNothingElseIsShown() throws {
        #expect(try ShownCredential(request("__Host-kith-00000000=abc"), at: Self.node) == .session("abc"))
        #expect(try ShownCredential(request("kith_forward=abc"), at: Self.node) == .none)
        #expect(
            try ShownCredential(request("__Host-kith-00000000=abc", authorization: "Bearer kith_x"), at: Self.node)
                == .bearer(token: "kith_x"))
        let twice = request("__Host-kith-00000000=1; __Host-kith-00000000=2")
        #expect(throws: Problem.invalidSession) { try ShownCredential(twice, at: Self.node) }
    }

    @Test func tellThatABrowserHasASession() {
        #expect(request("__Host-kith-00000000=abc").carriesSession)
        #expect(request("kith_forward=abc").carriesSession)
        #expect(!request("kith=abc; sid=1").carriesSession)
    }

    @Test func areGivenAsTightAsBrowsersAllow() throws {
        let end = Moment(milliseconds: 1_795_170_600_000)
        let cookies: [SetCookie] = [
            .kith("one", of: Self.node), .forward("two", domain: "home.example", isSecure: true),
            .forward("three", domain: nil, isSecure: false),
        ]
        let response = Response.session(until: end, cookies)
        let age = "Path=/; Max-Age=34560000; HttpOnly"
        #expect(
            response.fields.values(of: "Set-Cookie") == [
                "__Host-kith-00000000=one; \(age); SameSite=Strict; Secure",
                "kith_forward=two; \(age); SameSite=Lax; Secure; Domain=home.example",
                "kith_forward=three; \(age); SameSite=Lax",
            ])
        #expect(response.fields["Cache-Control"] == "no-store")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("three"))
        let gone = Response.signedOut(cookies.map(\.gone)).fields.values(of: "Set-Cookie")
        #expect(gone[0] == "__Host-kith-00000000=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure")
        #expect(gone[1] == "kith_forward=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure; Domain=home.example")
    }
}
