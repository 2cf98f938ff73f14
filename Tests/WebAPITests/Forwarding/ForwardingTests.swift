import API
import Core
import HTTPMessage
import Testing

@testable import WebAPI

/// What a proxy's request about a service says.
@Suite struct ForwardingTests {
    private static func request(_ fields: [(String, String)], _ target: Target = "/v1/forward-auth") -> Request {
        var request = Request(.get, target)
        for (name, value) in fields { request.fields.append(name, value) }
        return request
    }

    // Fields that look like those of kith.

    private static let imitations = [
        "Remote_User", "remote_user", "Remote.User", "REMOTE!USER", "X_Kith_Peer", "X-Kith_Name", "X.Kith.Person",
        "x_kith-used", "X_Kith_Token", "X|Kith|Scopes",
    ]

    @Test(arguments: imitations) func anImitatedFieldIsFound(_ name: String) {
        #expect(ServiceField.isImitated(in: Self.request([("Accept", "*/*"), (name, "root")]).fields))
    }

    private static let others = [
        "Remote-User", "remote-user", "X-Kith-Peer", "X-KITH-TOKEN", "X-Kith-Peers", "Remote-Users", "RemoteUser",
        "X-Kith", "Range", "X-Forwarded-For", "Xkith-peer", "X-Kith-Pee9", "Remote-Addr",
    ]

    @Test(arguments: others) func otherFieldsAreLeftAlone(_ name: String) {
        #expect(!ServiceField.isImitated(in: Self.request([(name, "x")]).fields))
    }

    // Credentials.

    private static let token = "kith_" + String(repeating: "A", count: 43)
    private static let credentials: [([(String, String)], ForwardCredential)] = [
        ([], .none),
        ([("Authorization", "Bearer \(token)")], .token(token)),
        ([("Authorization", "bearer \(token)")], .token(token)),
        ([("X-Kith-Token", token), ("Authorization", "Bearer \(token)x")], .token(token)),
        ([("X-Kith-Token", "")], .token("")),
        // A service's own login, in the same field.
        ([("Authorization", "Basic b3duOmxvZ2lu")], .none), ([("Authorization", "Bearer eyJhbGciOi")], .none),
        ([("Authorization", "Bearer own"), ("Authorization", "Bearer \(token)")], .token(token)),
        ([("Authorization", "Bearer own"), ("Cookie", "__Host-kith-forward=a")], .hostSession("a")),
        ([("Cookie", "__Host-kith-forward=a; kith_forward=b")], .hostSession("a")),
        ([("Cookie", "x=1; kith_forward=b")], .domainSession("b")),
        // A session for kith's own routes is none for services.
        ([("Cookie", "__Host-kith-00000000=a")], .none), ([("Cookie", "__Host-kith-start=a")], .none),
    ]

    @Test(arguments: credentials) func theCredential(_ fields: [(String, String)], _ wanted: ForwardCredential) throws {
        #expect(try ForwardCredential(Self.request(fields)) == wanted)
    }

    private static func basic(_ login: String) -> (String, String) {
        ("Authorization", "Basic \(Base64URL.encode(Array(login.utf8)))")
    }

    private static let carried: [([(String, String)], ForwardCredential.Carriers)] = [
        ([], []), ([("Authorization", "Bearer \(token)")], [.authorization]), ([("X-Kith-Token", token)], [.token]),
        ([("X-Kith-Token", token), ("Authorization", "Bearer \(token)")], [.authorization, .token]),
        // One in a place where kith does not look for it is a secret too.
        ([("Cookie", "__Host-kith-forward=a"), ("Authorization", "DPoP \(token)")], [.authorization]),
        ([("Authorization", "Bearer  \(token)")], [.authorization]), ([("Authorization", token)], [.authorization]),
        ([basic("a:kith_app_0")], [.authorization]), ([basic("kith_app_0:a")], [.authorization]),
        ([("Authorization", "Bearer own"), ("Authorization", "Bearer \(token)")], [.authorization]),
        // The service's own.
        ([basic("kith:kith")], []), ([basic("own:login")], []), ([("Authorization", "Bearer kith")], []),
        ([("Authorization", "Basic ?")], []), ([("Authorization", "")], []), ([("Authorization", "Bearer xkith_")], []),
    ]

    @Test(arguments: carried) func theFieldsWithASecret(
        _ fields: [(String, String)], _ wanted: ForwardCredential.Carriers
    ) {
        #expect(Self.request(fields).carriers == wanted)
    }

    private static let doubled: [([(String, String)], Problem)] = [
        ([("X-Kith-Token", token), ("X-Kith-Token", token)], .malformed("The field X-Kith-Token is there twice")),
        (
            [("Authorization", "Bearer \(token)"), ("Authorization", "Bearer \(token)")],
            .malformed("There is more than one Authorization field")
        ),
        ([("Cookie", "kith_forward=a; kith_forward=b")], .invalidSession),
        ([("Cookie", "__Host-kith-forward=a"), ("Cookie", "__Host-kith-forward=b")], .invalidSession),
    ]

    @Test(arguments: doubled) func twoOfOneKindAreRefused(_ fields: [(String, String)], _ problem: Problem) {
        #expect(throws: problem) { try ForwardCredential(Self.request(fields)) }
    }

    // The request that the proxy has got.

    private static let page = ("Accept", "text/html,application/xhtml+xml;q=0.9")
    private static let visits: [([(String, String)], Bool)] = [
        ([page], true), ([page, ("Sec-Fetch-Mode", "navigate")], true), ([page, ("X-Forwarded-Method", "GET")], true),
        ([page, ("X-Forwarded-Method", "POST")], false), ([page, ("X-Forwarded-Method", "HEAD")], false),
        ([page, ("Sec-Fetch-Mode", "cors")], false), ([("Accept", "*/*")], false), ([], false),
        ([("Accept", "image/avif, text/html;q=0.5")], true), ([("Accept", "application/json")], false),
    ]

    @Test(arguments: visits) func onlyAPageThatIsOpenedCanBeLedOn(_ fields: [(String, String)], _ isVisit: Bool) throws
    {
        #expect(try ForwardedRequest(Self.request(fields)).isVisit == isVisit)
    }

    @Test func whatTheProxyReports() throws {
        let host = ("Host", "kith.home.example")
        let told = try ForwardedRequest(
            Self.request([host, ("X-Forwarded-Host", "Media.Home.example:8443"), ("X-Forwarded-Uri", "/a%20b?c=1")]))
        #expect(told.authority == Authority("media.home.example:8443") && told.target == "/a%20b?c=1")
        #expect(try ForwardedRequest(Self.request([host])).authority == Authority("kith.home.example"))
        for name in ["X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Method"] {
            #expect(throws: Problem.malformed("The field \(name) is there twice")) {
                try ForwardedRequest(Self.request([(name, "/a"), (name, "/b")]))
            }
        }
    }

    // The question in the query.

    private static let questions: [(Target, String?, Bool, Set<ForwardQuestion.Kept>)] = [
        ("/v1/forward-auth", nil, false, []), ("/v1/forward-auth?area=Media", "Media", false, []),
        ("/v1/forward-auth?redirect=yes&area=ar_0000000000001", "ar_0000000000001", true, []),
        ("/v1/forward-auth?redirect=no", nil, false, []),
        ("/v1/forward-auth?keep=authorization,cookie", nil, false, [.authorization, .cookie]),
        ("/v1/forward-auth?keep=cookie", nil, false, [.cookie]), ("/v1/forward-auth?keep=", nil, false, []),
    ]

    @Test(arguments: questions) func theQuestion(
        _ target: Target, _ area: String?, _ redirects: Bool, _ kept: Set<ForwardQuestion.Kept>
    ) throws {
        let question = try ForwardQuestion(Self.request([], target))
        #expect(question.area == area && question.redirects == redirects && question.kept == kept)
    }

    @Test(
        arguments: [
            "/v1/forward-auth?area=a&area=b", "/v1/forward-auth?area=a&redirect=yes&area=a",
            "/v1/forward-auth?area=%zz",
        ] as [Target])
    func aDoubledParameterIsMalformed(_ target: Target) {
        #expect {
            try ForwardQuestion(Self.request([], target))
        } throws: {
            ($0 as? Problem)?.code == "malformed"
        }
    }

    @Test(
        arguments: [
            "/v1/forward-auth?area=", "/v1/forward-auth?redirect=1", "/v1/forward-auth?keep=host",
            "/v1/forward-auth?zone=a",
        ] as [Target])
    func anUnknownValueIsInvalid(_ target: Target) {
        #expect {
            try ForwardQuestion(Self.request([], target))
        } throws: {
            ($0 as? Problem)?.code == "invalid_field"
        }
    }

    /// Under the name of a service a proxy reaches these paths, and no others.
    @Test func thePathsOfServices() {
        for path in ["/v1/forward-auth", "/v1/forward-auth?area=a", "/.kith/start", "/.kith/finish?code=a", "/.kith/x"]
        {
            #expect(ForwardRoute.isAsked(by: Request(.get, Target(path) ?? "/")), "\(path)")
        }
        for path in ["/", "/v1/self", "/v1/forward-auth/x", "/v1/forward-authx", "/kith/start", "/%2ekith%2fstart"] {
            #expect(!ForwardRoute.isAsked(by: Request(.get, Target(path) ?? "/")), "\(path)")
        }
    }
}
