import API
import Core
import JSON

/// What the state of a running agent says.
struct StatusReading {
    var status: JSONObject

    var findings: [Finding] { limit + cookies + CertificateReading(status: status).findings }

    private var limit: [Finding] {
        let connections = status["connections"]?.object ?? [:]
        guard let limit = connections["limit"]?.integer, let wanted = connections["wanted"]?.integer, limit < wanted
        else { return [] }
        return [
            .notice(
                "descriptors_low", what: "The node accepts \(limit) connections instead of \(wanted).",
                why: "The limit of file descriptors is too low.",
                remedy: "Raise it with LimitNOFILE= in kith.service, or with ulimit -Hn.")
        ]
    }

    private var cookies: [Finding] {
        let cookies = status["cookies"]?.object ?? [:]
        guard cookies["insecure"] == true else { return [] }
        let domain = cookies.text("domain")
        return [
            .notice(
                "insecure_cookies",
                what: "Cookies\(domain.isEmpty ? "" : " for \(domain)") are accepted without HTTPS.",
                why: "Anyone on the network can read and use them.",
                remedy: "To change that, remove insecure_cookies from the settings.")
        ]
    }
}

/// What was found, as an operator should read it.
enum Findings {
    /// What is only the result of another error is left out if that error was found.
    private static let symptoms = ["service_failed", "database_unreadable"]
    private static let causes = [
        "settings_invalid", "port_differs", "listen_differs", "address_differs", "port_taken", "disk_full",
        "disk_read_only", "database_damaged",
        "database_foreign",
        "database_newer", "rights_wrong", "database_unreadable",
    ]

    static func settled(_ found: [Finding]) -> [Finding] {
        let errors = Set(found.filter { $0.severity == .error }.map(\.code))
        let hasRootCause = errors.contains { causes.contains($0) && !symptoms.contains($0) }
        var seen: Set<String> = []
        let kept = found.filter { finding in
            let isSymptom =
                symptoms.contains(finding.code)
                && (hasRootCause || finding.code == "service_failed" && !errors.isDisjoint(with: causes))
            return !isSymptom && seen.insert(finding.code).inserted
        }
        return kept.filter { $0.severity == .error } + kept.filter { $0.severity == .notice }
    }

    /// `2 problems, 1 notice.`
    static func summary(_ found: [Finding]) -> String {
        let errors = found.filter { $0.severity == .error }.count
        let notices = found.count - errors
        guard errors > 0 else {
            return "No problems found." + (notices == 0 ? "" : " \(notices) notice\(notices == 1 ? "" : "s").")
        }
        let first = "\(errors) problem\(errors == 1 ? "" : "s")"
        return notices == 0 ? first + "." : "\(first), \(notices) notice\(notices == 1 ? "" : "s")."
    }
}
