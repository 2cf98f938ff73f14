import API
import Core
import JSON

/// What the state of a running agent says about the certificate of the node.
struct CertificateReading {
    var status: JSONObject

    private var certificate: JSONObject { status["certificate"]?.object ?? [:] }

    var findings: [Finding] { age + obstacle + trust }

    private var age: [Finding] {
        guard let now = status.moment("now"), let end = certificate.moment("expires_at"),
            let due = certificate.moment("renewal_due"), let begin = certificate.moment("not_before")
        else { return [] }
        let renewal = "Renew it. Then run: systemctl reload kith"
        if now >= end {
            return [
                .error(
                    "certificate_expired", what: "The certificate of this node expired on \(end.dateText).",
                    why: "Browsers refuse to open the pages of this node.", remedy: renewal)
            ]
        }
        if now < begin {
            return [
                .error(
                    "certificate_not_valid_yet",
                    what: "The certificate of this node is only valid from \(begin.dateText) on.",
                    why: "Either the clock of this machine is wrong, or the certificate is.",
                    remedy: "Check the clock with 'timedatectl'.")
            ]
        }
        guard now >= due else { return [] }
        return [
            .error(
                "certificate_expires", what: "The certificate of this node expires on \(end.dateText).",
                why: "Less than a third of its life is left, and nothing has renewed it.", remedy: renewal)
        ]
    }

    private var obstacle: [Finding] {
        let text = certificate.text("obstacle")
        guard !text.isEmpty else { return [] }
        return [
            .error(
                "certificate_not_loaded", what: "The new certificate could not be loaded.",
                why: text.asSentence, remedy: "The node uses the old one. Correct this, then run: systemctl reload kith"
            )
        ]
    }

    private var trust: [Finding] {
        guard certificate["trusted"] == false, age.isEmpty else { return [] }
        return [
            .notice(
                "certificate_untrusted", what: "HTTPS is treated like plain HTTP.",
                why: "The CA certificates of this machine do not verify tls_certificate.",
                remedy: "Use a certificate of a public CA. If your devices trust your own CA, set tls_trusted = yes.")
        ]
    }
}

extension Moment {
    /// `2026-11-29`.
    fileprivate var dateText: String { String(text.prefix(10)) }
}
