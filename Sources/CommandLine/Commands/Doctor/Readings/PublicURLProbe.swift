import API
import HTTPClient
import HTTPMessage
import System

/// Asks public_url a few times, and the agent how many such requests it received.
struct PublicURLProbe {
    private static let requests = 3

    private let url: String
    private let agent: AgentReading

    init(_ url: String, _ agent: AgentReading) {
        self.url = url
        self.agent = agent
    }

    var reading: PublicURLReading { PublicURLReading(url: url, outcome: outcome) }

    private var outcome: PublicURLReading.Outcome {
        guard agent.answers, let before = count else {
            return .notTried("No agent is running that could receive a request.")
        }
        guard let curl = Program.find("curl") else { return .notTried("The program curl is not installed.") }
        var last = 0
        for _ in 0..<Self.requests {
            // Whether it leads here does not depend on the certificate: a network may have its own CA, and nothing secret is
            // sent. No redirect is followed, no settings of a user are read, and no proxy of the environment is used.
            let arguments = [
                "-q", "--silent", "--insecure", "--noproxy", "*", "--max-time", "3", "--max-filesize", "65536",
                "--output",
                "/dev/null",
                "--write-out", "%{http_code}", "--proto", "=http,https", "--", url + "/healthz",
            ]
            guard let result = Program.run(curl, arguments, within: .seconds(4), atMost: 1_024) else {
                return .noAnswer("no answer in time")
            }
            guard result.exitCode == 0, let status = Int(result.text), status > 0 else {
                return .noAnswer(Self.reason(result.exitCode))
            }
            last = status
        }
        guard let after = count, after - before >= Self.requests else { return .elsewhere(status: last) }
        return last == 200 ? .arrived : .refused(status: last)
    }

    /// The exit codes of curl(1).
    private static func reason(_ code: Int32) -> String {
        switch code {
        case 6: "the name was not found"
        case 7: "the connection was refused"
        case 28: "no answer in time"
        case 35: "no TLS connection could be made"
        default: "curl ended with code \(code)"
        }
    }

    /// The requests of this route that the agent has answered.
    private var count: Int? {
        let socket = HTTPClient.Destination.unix(agent.client.socket, servedBy: agent.client.trusted)
        guard let answer = try? HTTPClient.send(Request(.get, "/metrics"), to: socket, timeout: .seconds(3)) else {
            return nil
        }
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        let counts = lines.filter { $0.hasPrefix("kith_http_requests_total{route=\"health\"") }
        return counts.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }
}
