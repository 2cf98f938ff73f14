import API

/// Whether public_url leads back to this node.
struct PublicURLReading {
    enum Outcome: Equatable {
        /// The requests arrived at this node.
        case arrived
        /// Something answered with this status, and the node received nothing.
        case elsewhere(status: Int)
        /// The node received the request, but the client got another status.
        case refused(status: Int)
        case noAnswer(String)
        /// It was not tried, and why.
        case notTried(String)
    }

    var url: String
    var outcome: Outcome

    var findings: [Finding] {
        switch outcome {
        case .arrived: []
        case .elsewhere(let status):
            [wrong("A request to \(url) was answered with status \(status), but this node did not receive it.")]
        case .refused(let status):
            [wrong("A request to \(url) reached this node but was answered with status \(status).")]
        case .noAnswer(let why): [wrong("A request to \(url) failed: \(why).")]
        case .notTried(let why):
            [
                .notice(
                    "public_url_not_checked", what: "public_url was not checked.", why: why,
                    remedy: "Open \(url)/healthz in a browser.")
            ]
        }
    }

    private func wrong(_ why: String) -> Finding {
        .error(
            "public_url_wrong", what: "\(url) does not lead to this node.", why: why,
            remedy: "Check the DNS entry and the proxy, or correct public_url in kith.conf.")
    }
}
