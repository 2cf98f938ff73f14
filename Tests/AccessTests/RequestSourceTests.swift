import API
import Core
import HTTPMessage
import Settings
import Testing

@testable import Access
@testable import HTTPServer

/// By which way a request came. The node has 192.168.1.20 and fd00::20, is called `attic`, and listens on 6969; its proxy
/// is 10.0.0.2.
@Suite struct RequestSourceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var peer = "192.168.1.77"
        var local = "192.168.1.20"
        var host = "192.168.1.20:6969"
        var more: [(String, String)] = []
        var isHTTP10 = false
        /// Whose the client's socket is; nil where the kernel does not know.
        var user: UInt32? = 1_000
        /// Transport and client; nil where the request is refused.
        var expected: (Transport, String)?

        var testDescription: String {
            "\(peer) to \(local), Host \(host), \(more), 1.0 \(isHTTP10), user \(user ?? .max)"
        }
    }

    private static let cases: [Case] = [
        // On the network, by any of its names and addresses.
        Case(expected: (.plainHTTP, "192.168.1.77")),
        Case(host: "attic:6969", expected: (.plainHTTP, "192.168.1.77")),
        Case(host: "ATTIC.local:6969", expected: (.plainHTTP, "192.168.1.77")),
        Case(host: "[fd00::20]:6969", expected: (.plainHTTP, "192.168.1.77")),
        Case(peer: "fd00::77", local: "fd00::20", host: "[fd00::20]:6969", expected: (.plainHTTP, "fd00::77")),
        // An address that came up since is one of ours: somebody reached us by it.
        Case(local: "172.20.0.5", host: "172.20.0.5:6969", expected: (.plainHTTP, "192.168.1.77")),
        // By any other, as a page does whose name was bound to our address.
        Case(host: "evil.example:6969"), Case(host: "evil.example"), Case(host: "192.168.1.99:6969"),
        Case(host: "192.168.1.20:80"), Case(host: "192.168.1.20"), Case(host: "attic.evil.example:6969"),
        Case(host: "localhost:6969"), Case(host: "192.168.1.20:6969@evil.example"), Case(host: ""),
        // On the machine itself.
        Case(peer: "127.0.0.1", local: "127.0.0.1", host: "localhost:6969", expected: (.loopback, "127.0.0.1")),
        Case(peer: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1:6969", expected: (.loopback, "127.0.0.1")),
        Case(peer: "::1", local: "::1", host: "[::1]:6969", expected: (.loopback, "::1")),
        // Not quite: another name, another end, or a proxy that says so.
        Case(peer: "127.0.0.1", local: "127.0.0.1", host: "attic:6969", expected: (.plainHTTP, "127.0.0.1")),
        Case(peer: "127.0.0.1", local: "192.168.1.20", expected: (.plainHTTP, "127.0.0.1")),
        Case(peer: "192.168.1.20", local: "192.168.1.20", expected: (.plainHTTP, "192.168.1.20")),
        // Fields that anybody can write are ignored.
        Case(
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "127.0.0.1")],
            expected: (.plainHTTP, "192.168.1.77")),
        // The fields of a trusted proxy are used.
        Case(
            peer: "10.0.0.2", host: "kith.example",
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.9")],
            expected: (.tls, "203.0.113.9")),
        Case(
            peer: "10.0.0.2", host: "kith.example",
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "6.6.6.6, 203.0.113.9 , 10.0.0.3")],
            expected: (.tls, "203.0.113.9")),
        Case(
            peer: "10.0.0.2", host: "kith.example",
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "9.9.9.9")],
            expected: (.tls, "9.9.9.9")),
        // Without it, nothing is taken for granted.
        Case(peer: "10.0.0.2", host: "kith.example", expected: (.plainHTTP, "10.0.0.2")),
        Case(
            peer: "10.0.0.2", host: "kith.example", more: [("X-Forwarded-Proto", "http")],
            expected: (.plainHTTP, "10.0.0.2")),
        Case(
            peer: "10.0.0.2", host: "kith.example",
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "http")], expected: (.plainHTTP, "10.0.0.2")),
        Case(
            peer: "10.0.0.2", host: "kith.example",
            more: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "unknown")], expected: (.tls, "10.0.0.2")),
        Case(peer: "10.0.0.2", host: "evil.example", more: [("X-Forwarded-Proto", "https")]),
    ]

    /// From the machine itself by all that anybody can write, but for one thing.
    private static func local(
        _ more: [(String, String)] = [], host: String = "127.0.0.1:6969", isHTTP10: Bool = false, user: UInt32? = 1_000,
        gets transport: Transport = .plainHTTP
    ) -> Case {
        Case(
            peer: "127.0.0.1", local: "127.0.0.1", host: host, more: more, isHTTP10: isHTTP10, user: user,
            expected: (transport, "127.0.0.1"))
    }

    /// Every sign by which a proxy shows itself, and what looks like one and is none.
    private static let proxies: [Case] = [
        local(gets: .loopback),
        local([("Forwarded", "for=1.2.3.4")]), local([("X-Forwarded", "for=1.2.3.4")]),
        local([("X-Forwarded-For", "1.2.3.4")]), local([("x-forwarded-proto", "https")]),
        local([("X-Forwarded-Host", "a")]), local([("X-FORWARDED-PORT", "80")]), local([("X-Forwarded-", "")]),
        local([("Via", "1.1 squid")]), local([("X-Real-IP", "1.2.3.4")]), local([("x-client-ip", "1.2.3.4")]),
        local([("CF-Connecting-IP", "1.2.3.4")]), local([("True-Client-IP", "1.2.3.4")]),
        local(isHTTP10: true), local([("Connection", "keep-alive")], isHTTP10: true),
        local([("Connection", "upgrade")]), local([("Connection", "close, Upgrade")]),
        local([("Connection", "close"), ("Connection", "UPGRADE")]),
        local([("Connection", "Upgrade"), ("Upgrade", "websocket")], gets: .loopback),
        local([("Connection", "close")], gets: .loopback), local([("X-Forward", "a")], gets: .loopback),
    ]

    /// The port of the node, and no other; without one a client means 80.
    private static let ports: [Case] = [
        local(host: "localhost:6969", gets: .loopback),
        Case(peer: "127.0.0.1", local: "127.0.0.1", host: "127.0.0.1"),
        Case(peer: "127.0.0.1", local: "127.0.0.1", host: "localhost:80"),
        local(host: "kith.example"), local(host: "attic:6969"), local(host: "192.168.1.20:6969"),
    ]

    /// Root, the agent (995), people, and 113 of the settings. Proxies run as one of the others.
    private static let users: [Case] = [
        local(user: 0, gets: .loopback), local(user: 995, gets: .loopback), local(user: 113, gets: .loopback),
        local(user: 1_000, gets: .loopback),
        local(user: 59_999, gets: .loopback), local(user: 1), local(user: 33), local(user: 112), local(user: 114),
        local(user: 994), local(user: 996), local(user: 999), local(user: 60_000), local(user: 65_534),
        local(user: .max), local(user: nil),
    ]

    @Test(arguments: cases + proxies + ports + users) func isPlaced(_ wanted: Case) throws {
        let connection = ConnectionInfo.tcp(
            peer: place(wanted.peer, 50_000), local: place(wanted.local), owner: SocketOwner(user: wanted.user))
        let found = try? RequestSource(
            try request(wanted.host, wanted.more), isHTTP10: wanted.isHTTP10, connection, try Self.own(),
            try Self.rules(), Self.localUsers, onLink: Self.onLink)
        #expect(found?.transport == wanted.expected?.0)
        #expect(found?.client == (try wanted.expected.map { try #require(HostAddress($0.1)) }))
    }

    /// A browser keeps its key for the address that it used. A name stays when the address changes.
    @Test(
        arguments: [
            ("192.168.1.20", "192.168.1.20:6969", "192.168.1.20"), ("192.168.1.20", "[fd00::20]:6969", "fd00::20"),
            ("172.20.0.5", "172.20.0.5:6969", "172.20.0.5"), ("127.0.0.1", "192.168.1.20:6969", "192.168.1.20"),
            ("192.168.1.20", "[::ffff:192.168.1.20]:6969", "192.168.1.20"), ("192.168.1.20", "attic.local:6969", nil),
            ("192.168.1.20", "kith.example", nil), ("127.0.0.1", "127.0.0.1:6969", nil), ("::1", "[::1]:6969", nil),
        ] as [(String, String, String?)])
    func theAddressThatTheClientUsed(_ local: String, _ host: String, _ expected: String?) throws {
        let source = try origin(
            of: try request(host, []), .tcp(peer: place("192.168.1.77", 50_000), local: place(local)))
        #expect(source.nodeAddress?.description == expected)
    }

    /// Where the public URL is an address, it is that of a proxy or a router.
    @Test func theAddressOfAProxyIsNotThatOfTheNode() throws {
        var rules = try Self.rules()
        rules.publicURL = PublicURL("http://203.0.113.9")
        let source = try RequestSource(
            try request("203.0.113.9", []), isHTTP10: false,
            .tcp(peer: place("10.0.0.2", 50_000), local: place("192.168.1.20")), try Self.own(), rules, Self.localUsers,
            onLink: Self.onLink)
        #expect(source.nodeAddress == nil)
    }

    /// fd00:1::/64 is a network of the node's interfaces.
    @Test(arguments: [
        ("192.168.1.77", "192.168.1.77"), ("::ffff:192.168.1.77", "192.168.1.77"), ("fd00:1::77", "fd00:1::77"),
        ("fe80::1:2", "fe80::1:2"), ("::1", "::1"), ("2001:db8::1:2:3:4", "2001:db8::"), ("fd00:2::77", "fd00:2::"),
    ])
    func noncesAndTicketsAreBoundTo(_ client: String, _ expected: String) throws {
        let direct = try origin(
            of: try request("192.168.1.20:6969", []), .tcp(peer: place(client), local: place("192.168.1.20")))
        #expect(direct.place == HostAddress(expected))
        let proxied = try origin(
            of: try request("kith.example", [("X-Forwarded-For", client)]),
            .tcp(peer: place("10.0.0.2"), local: place("192.168.1.20")))
        #expect(proxied.place == HostAddress(expected))
    }

    @Test func theControlSocketIsItsOwnWay() throws {
        let peer = UnixPeer(uid: 1_000, gid: 1_000, pid: 1, groups: [])
        let origin = try origin(of: try request("localhost", []), .unix(peer))
        #expect(origin.transport == .controlSocket)
        #expect(origin.client == nil)
    }

    /// A proxy asks under the name of a service. The handler then compares the name with the services.
    @Test(arguments: [
        ("/v1/forward-auth", "10.0.0.2", true), ("/.kith/start", "10.0.0.2", true),
        ("/.kith/finish?code=a", "10.0.0.2", true),
        ("/v1/self", "10.0.0.2", false), ("/", "10.0.0.2", false), ("/v1/forward-auth/x", "10.0.0.2", false),
        // Anybody else would be a page whose name was bound to our address.
        ("/v1/forward-auth", "192.168.1.77", false), ("/.kith/start", "192.168.1.77", false),
        ("/v1/forward-auth", "127.0.0.1", false),
    ])
    func aTrustedProxyMayAskUnderTheNameOfAService(_ path: String, _ peer: String, _ isAllowed: Bool) throws {
        var request = try request("media.home.example", [("X-Forwarded-Proto", "https")])
        request.target = try #require(Target(path))
        let place = ConnectionInfo.tcp(peer: place(peer), local: place("192.168.1.20"))
        let origin = try? origin(of: request, place)
        #expect(origin?.isForService == (isAllowed ? true : nil))
        request.fields["Host"] = "kith.example"
        if peer == "10.0.0.2" { #expect(try self.origin(of: request, place).isForService == false) }
    }

    @Test(arguments: [
        ("http://192.168.1.20:6969", true), ("HTTP://192.168.1.20:6969", true), ("http://192.168.1.20", false),
        ("http://192.168.1.20:8080", false), ("https://192.168.1.20:6969", false), ("null", false),
        ("http://evil.example", false), ("", false),
    ])
    func onlyItsOwnPagesMayChangeAnything(_ page: String, _ isOwn: Bool) throws {
        for (method, isSafe) in [(Method.post, false), (.delete, false), (.patch, false), (.get, true)] {
            var request = try request("192.168.1.20:6969", [("Origin", page)])
            request.method = method
            let origin = try origin(of: request, .tcp(peer: place("192.168.1.77"), local: place("192.168.1.20")))
            let isRefused = (try? origin.checkOrigin(request)) == nil
            #expect(isRefused == !(isOwn || isSafe), "\(method) from \(page)")
        }
    }

    @Test(
        arguments: [
            ([], false), ([("Sec-Fetch-Site", "none")], false), ([("Sec-Fetch-Site", "same-origin")], false),
            ([("Sec-Fetch-Site", "cross-site")], true), ([("Sec-Fetch-Site", "same-site")], true),
            ([("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")], true), ([("Sec-Fetch-Site", "")], true),
            ([("Origin", "http://192.168.1.20:6969")], false), ([("Origin", "http://192.168.1.20:8080")], true),
            ([("Origin", "null")], true), ([("Referer", "http://192.168.1.20:6969/join")], false),
            ([("Referer", "http://192.168.1.20:6969")], false), ([("Referer", "http://192.168.1.20:69690/")], true),
            ([("Referer", "http://192.168.1.20:6969.evil.example/")], true),
            ([("Referer", "https://evil.example")], true),
        ] as [([(String, String)], Bool)])
    func looksOfOtherPagesAreKnown(_ fields: [(String, String)], _ isForeign: Bool) throws {
        let request = try request("192.168.1.20:6969", fields)
        let origin = try origin(of: request, .tcp(peer: place("192.168.1.77"), local: place("192.168.1.20")))
        #expect(origin.isOfForeignPage(request) == isForeign)
    }

    @Test(arguments: ["__Host-kith-aaaaaaaa=x", "a=b; kith_forward=x"])
    func withACookieAPageMustBeNamed(_ cookie: String) throws {
        let place = ConnectionInfo.tcp(peer: place("10.0.0.2"), local: place("192.168.1.20"))
        for (page, isOwn) in [
            (nil, false), ("https://kith.example", true), ("https://kith.example:444", false),
            ("http://kith.example", false), ("https://kith.example.evil", false), ("null", false),
        ] as [(String?, Bool)] {
            var request = try request("kith.example", [("X-Forwarded-Proto", "https"), ("Cookie", cookie)])
            if let page { request.fields.append("Origin", page) }
            let origin = try origin(of: request, place)
            #expect((try? origin.checkOrigin(request)) != nil, "a look from \(page ?? "nowhere")")
            request.method = .delete
            #expect(((try? origin.checkOrigin(request)) != nil) == isOwn, "from \(page ?? "nowhere")")
        }
    }

    @Test func withoutACookieAProgramNamesNone() throws {
        var request = try request("192.168.1.20:6969", [("Cookie", "sid=1; kith=2")])
        request.method = .delete
        let origin = try origin(of: request, .tcp(peer: place("192.168.1.77"), local: place("192.168.1.20")))
        #expect(throws: Never.self) { try origin.checkOrigin(request) }
    }

    private static let onLink: OnLinkPrefixes = {
        var prefixes = OnLinkPrefixes()
        prefixes.add([0xFD, 0, 0, 1] + [UInt8](repeating: 0, count: 12), length: 64)
        return prefixes
    }()

    private static let localUsers = LocalUsers(agent: 995, others: [113])

    private func origin(of request: Request, _ connection: ConnectionInfo) throws -> RequestSource {
        try RequestSource(
            request, isHTTP10: false, connection, try Self.own(), try Self.rules(), Self.localUsers, onLink: Self.onLink
        )
    }

    private static func own() throws -> OwnNames {
        OwnNames(
            addresses: [try #require(HostAddress("192.168.1.20")), try #require(HostAddress("fd00::20"))],
            names: ["attic", "attic.local"])
    }

    private static func rules() throws -> TrustRules {
        var rules = TrustRules()
        rules.trustedProxies = [try #require(AddressRange("10.0.0.0/29"))]
        rules.publicURL = PublicURL("https://kith.example")
        return rules
    }

    private func request(_ host: String, _ more: [(String, String)]) throws -> Request {
        var fields: HeaderFields = ["Host": host]
        for (name, value) in more { fields.append(name, value) }
        return Request(.get, "/", fields: fields)
    }

    private func place(_ text: String, _ port: UInt16 = 6_969) -> SocketAddress {
        SocketAddress(bytes: HostAddress(text)?.bytes ?? [0, 0, 0, 0], port: port)
    }
}
