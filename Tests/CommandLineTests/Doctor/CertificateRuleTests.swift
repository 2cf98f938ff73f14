import API
import Core
import JSON
import Testing

@testable import CommandLine

@Suite struct CertificateRuleTests {
    private func codes(
        now: String, trusted: Bool = true, obstacle: JSONValue = .null
    ) -> [String] {
        let status: JSONObject = [
            "now": .string(now),
            "certificate": [
                "not_before": "2026-09-01T00:00:00.000Z", "expires_at": "2026-11-30T00:00:00.000Z",
                "renewal_due": "2026-10-31T00:00:00.000Z", "trusted": .bool(trusted), "obstacle": obstacle,
            ],
        ]
        return CertificateReading(status: status).findings.map(\.code)
    }

    @Test(
        arguments: [
            ("2026-10-30T23:59:59.000Z", []), ("2026-10-31T00:00:00.000Z", ["certificate_expires"]),
            ("2026-11-29T23:59:59.000Z", ["certificate_expires"]),
            ("2026-11-30T00:00:00.000Z", ["certificate_expired"]),
            ("2026-08-31T23:59:59.000Z", ["certificate_not_valid_yet"]),
        ] as [(String, [String])])
    func reportsItsAge(_ now: String, _ wanted: [String]) {
        #expect(codes(now: now) == wanted)
    }

    @Test func reportsWhatElseIsWrong() {
        let now = "2026-10-01T00:00:00.000Z"
        #expect(codes(now: now, obstacle: "the key does not belong to it.") == ["certificate_not_loaded"])
        #expect(codes(now: now, trusted: false) == ["certificate_untrusted"])
        #expect(CertificateReading(status: ["certificate": .null]).findings.isEmpty)
    }
}
