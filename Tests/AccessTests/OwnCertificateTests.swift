import Core
import HTTPMessage
import Settings
import TLS
import Testing

@testable import Access
@testable import HTTPServer

/// Requests over TLS that ends at this node, and what its certificate says about them.
@Suite struct OwnCertificateTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var host: String
        var fields: [(String, String)] = []
        var isHTTP10 = false
        var isTrusted = true
        var isTLS = true
        var isLocal = false
        /// Nil if the host is refused.
        var expected: Core.Transport?
        var scheme = "https"
        var base: String?

        var testDescription: String { "\(host) \(fields) \(isTLS) \(isTrusted) \(isLocal)" }
    }

    private static let name = "kith.example:6969"

    static let cases: [Case] = [
        Case(host: name, expected: .tls), Case(host: "kith.example", expected: nil),
        Case(host: "a.wild.example:6969", expected: .tls), Case(host: "a.b.wild.example:6969", expected: nil),
        Case(host: "192.168.1.21:6969", expected: nil), Case(host: "evil.example:6969", expected: nil),
        Case(host: "public.example", expected: .tls),
        // Addresses and names of the node that the certificate does not have.
        Case(host: "192.168.1.20:6969", expected: .plainHTTP), Case(host: "attic.local:6969", expected: .plainHTTP),
        Case(host: "[fd00::20]:6969", expected: .tls),
        // A certificate that nobody verifies, and requests that show a proxy.
        Case(host: name, isTrusted: false, expected: .plainHTTP),
        Case(host: name, fields: [("X-Forwarded-Proto", "https")], expected: .plainHTTP),
        Case(host: name, fields: [("Via", "1.1 a")], expected: .plainHTTP),
        Case(host: name, isHTTP10: true, expected: .plainHTTP),
        // On this machine.
        Case(host: name, isLocal: true, expected: .tls),
        Case(host: "localhost:6969", isLocal: true, expected: .loopback),
        Case(host: "127.0.0.1:6969", isTrusted: false, isLocal: true, expected: .loopback),
        // Without TLS, a browser is led to it by the names of the certificate.
        Case(host: name, isTLS: false, expected: .plainHTTP, scheme: "http", base: "https://kith.example:6969"),
        Case(host: "public.example:80", isTLS: false, expected: nil),
        Case(host: "192.168.1.20:6969", isTLS: false, expected: .plainHTTP, scheme: "http"),
        Case(
            host: "[fd00::20]:6969", isTLS: false, expected: .plainHTTP, scheme: "http", base: "https://[fd00::20]:6969"
        ),
        Case(host: name, isTrusted: false, isTLS: false, expected: .plainHTTP, scheme: "http"),
        Case(host: name, fields: [("Via", "1.1 a")], isTLS: false, expected: .plainHTTP, scheme: "http"),
        Case(host: name, isHTTP10: true, isTLS: false, expected: .plainHTTP, scheme: "http"),
        Case(host: "localhost:6969", isTLS: false, isLocal: true, expected: .loopback, scheme: "http"),
    ]

    @Test(arguments: cases) func isPlaced(_ wanted: Case) throws {
        let (peer, local) = wanted.isLocal ? ("127.0.0.1", "127.0.0.1") : ("192.168.1.77", "192.168.1.20")
        let plain = ConnectionInfo.tcp(
            peer: try place(peer), local: try place(local), owner: SocketOwner(user: wanted.isLocal ? 0 : nil))
        var fields: HeaderFields = ["Host": wanted.host]
        for (name, value) in wanted.fields { fields.append(name, value) }
        var rules = TrustRules()
        rules.publicURL = PublicURL("https://public.example")
        let facts = CertificateFacts(
            names: ["kith.example", "*.wild.example", "public.example"],
            addresses: [try #require(HostAddress("fd00::20")).bytes])
        rules.certificate = OwnCertificate(facts, isTrusted: wanted.isTrusted)
        let own = OwnNames(
            addresses: [try #require(HostAddress("192.168.1.20")), try #require(HostAddress("fd00::20"))],
            names: ["attic.local"])
        let source = try? RequestSource(
            Request(.get, "/", fields: fields), isHTTP10: wanted.isHTTP10, wanted.isTLS ? plain.overTLS : plain, own,
            rules, LocalUsers(agent: 995, others: []), onLink: OnLinkPrefixes())
        #expect(source?.transport == wanted.expected)
        guard let source else { return }
        #expect(source.scheme == wanted.scheme)
        #expect(source.secureBase == wanted.base)
    }

    @Test func aTrustedProxySpeaksForItsClients() throws {
        var rules = TrustRules()
        rules.trustedProxies = [try #require(AddressRange("10.0.0.2"))]
        rules.certificate = OwnCertificate(CertificateFacts(names: ["kith.example"]), isTrusted: true)
        let connection = ConnectionInfo.tcp(peer: try place("10.0.0.2"), local: try place("192.168.1.20")).overTLS
        for (proto, wanted) in [(nil, Core.Transport.plainHTTP), ("http", .plainHTTP), ("https", .tls)] {
            var fields: HeaderFields = ["Host": "kith.example:6969"]
            if let proto { fields.append("X-Forwarded-Proto", proto) }
            let source = try RequestSource(
                Request(.get, "/", fields: fields), isHTTP10: false, connection, OwnNames(), rules,
                LocalUsers(agent: 995, others: []), onLink: OnLinkPrefixes())
            #expect(source.transport == wanted)
            #expect(source.scheme == (wanted == .tls ? "https" : "http"))
        }
    }

    private func place(_ text: String) throws -> SocketAddress {
        SocketAddress(bytes: try #require(HostAddress(text)).bytes, port: 6_969)
    }
}
