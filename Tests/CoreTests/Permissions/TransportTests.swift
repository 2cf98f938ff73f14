import Core
import Testing

/// What each way in lets through, for each credential and each place where a key was made.
struct TransportTests {
    /// Nil: the credential does not count there.
    private func expected(_ transport: Transport, _ credential: CredentialKind, _ origin: KeyOrigin) -> Scopes? {
        switch (transport, credential, origin) {
        case (.controlSocket, .bearer, .secure), (.controlSocket, .dpop, .secure): .all
        case (.controlSocket, .bearer, .plainHTTP), (.controlSocket, .dpop, .plainHTTP),
            (.controlSocket, .cookie, .secure), (.controlSocket, .cookie, .plainHTTP):
            [.view, .use]
        case (.loopback, .bearer, .secure), (.loopback, .dpop, .secure): .all
        case (.loopback, .bearer, .plainHTTP), (.loopback, .dpop, .plainHTTP): [.view, .use]
        case (.loopback, .cookie, .secure), (.loopback, .cookie, .plainHTTP): nil
        case (.plainHTTP, .dpop, .secure), (.plainHTTP, .dpop, .plainHTTP): [.view, .use]
        case (.plainHTTP, .bearer, .secure), (.plainHTTP, .bearer, .plainHTTP), (.plainHTTP, .cookie, .secure),
            (.plainHTTP, .cookie, .plainHTTP):
            nil
        case (.tls, .bearer, .secure), (.tls, .dpop, .secure): .all
        case (.tls, .bearer, .plainHTTP), (.tls, .dpop, .plainHTTP), (.tls, .cookie, .secure),
            (.tls, .cookie, .plainHTTP):
            [.view, .use]
        }
    }

    @Test(arguments: Transport.allCases, CredentialKind.allCases)
    func table(_ transport: Transport, _ credential: CredentialKind) {
        for origin in KeyOrigin.allCases {
            let expected = expected(transport, credential, origin)
            #expect(transport.accepts(credential) == (expected != nil))
            guard let expected else { continue }
            #expect(transport.cap.intersection(origin.cap).intersection(credential.cap) == expected)
            for bits in UInt8(0)...15 {
                let permissions = Scopes(rawValue: bits).members.map { Permission($0) }
                let scopes = effectiveScopes(
                    permissions, by: credential, over: transport, keyMadeOn: origin, at: Fixture.soon)
                #expect(scopes == expected.intersection(Scopes(rawValue: bits)))
            }
        }
    }

    @Test(arguments: Transport.allCases, KeyOrigin.allCases)
    func nothingExpiredGetsThrough(_ transport: Transport, _ origin: KeyOrigin) {
        let permissions = Scope.allCases.map { Permission($0, until: Fixture.soon) }
        #expect(effectiveScopes(permissions, by: .dpop, over: transport, keyMadeOn: origin, at: Fixture.soon) == .none)
        let before = Fixture.soon - .milliseconds(1)
        #expect(
            effectiveScopes(permissions, by: .dpop, over: transport, keyMadeOn: origin, at: before)
                == transport.cap.intersection(origin.cap))
    }

    @Test func words() { #expect(KeyOrigin.allCases.map(\.rawValue) == ["plain_http", "secure"]) }
}
