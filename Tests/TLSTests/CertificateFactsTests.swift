import Testing

@testable import TLS

@Suite struct CertificateFactsTests {
    @Test(arguments: [
        ("kith.home.example", true), ("home.example", false), ("a.kith.home.example", false),
        ("kith.home.exampl", false),
        ("a.wild.example", true), ("wild.example", false), ("a.b.wild.example", false), (".wild.example", false),
        ("xwild.example", false), ("", false), ("*.wild.example", true), ("192.0.2.1", false), ("a.", false),
    ])
    func aWildcardStandsForOneLabel(_ name: String, _ isCovered: Bool) {
        let facts = CertificateFacts(names: ["kith.home.example", "*.wild.example"], addresses: [[192, 0, 2, 1]])
        #expect(facts.covers(name: name) == isCovered)
    }

    @Test func anAddressIsCoveredAsAnAddress() {
        let facts = CertificateFacts(names: ["192.0.2.2"], addresses: [[192, 0, 2, 1]])
        #expect(facts.covers(address: [192, 0, 2, 1]))
        #expect(!facts.covers(address: [192, 0, 2, 2]))
    }

    @Test func theLastThirdOfItsLifeIsForRenewal() {
        #expect(CertificateFacts(names: [], notBefore: 1_000, notAfter: 10_000).renewalDue == 7_000)
        #expect(CertificateFacts(names: [], notBefore: .min, notAfter: .max).renewalDue == .max)
    }

    @Test func filesThatAreNotThereAreNamed() {
        #expect(throws: CertificateFailure.unreadable(path: "/nonexistent/a", why: "No such file or directory")) {
            try TLSContext(certificate: "/nonexistent/a", key: "/nonexistent/b", now: 0)
        }
    }
}
