import API
import Console
import Core
import HTTPMessage
import JSON

enum StatusCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "status", summary: "show whether all is well, and how to reach this node",
        usage: ["status [--verbose] [--json]"],
        about: [
            """
            Shows what needs attention, the address of the node, the devices that are online, and whether the node starts \
            with the machine. Ends with exit code 3 if no agent answers.
            """
        ],
        options: [
            ("--verbose", "also show the socket, the store and what the server does"),
            ("--json", "print JSON, with all figures"),
        ],
        examples: [
            ("kith status", "check the node"), ("kith status --json | jq -r .join.host", "print the address in codes"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        let client = ControlClient(places)
        let asJSON = arguments.flag("--json")
        let isVerbose = arguments.flag("--verbose")
        try arguments.finish()
        var status = try client.object(.get, "/v1/status")
        let problems = StatusProblems(places, AgentReading(places, status: status)).findings
        status["problems"] = .array(problems.map(\.json))
        guard !asJSON else { return Terminal.json(status) }
        let sheet = StatusSheet(
            status: status, publicURL: try publicURL(client),
            peers: try PeerDirectory(client).all(withEnded: false).compactMap { Peer($0) },
            machine: .current, times: .forReader(), problems: problems)
        Terminal.say(sheet.headline)
        if !sheet.concerns.isEmpty { Terminal.sheet(sheet.concerns) }
        Terminal.line("")
        Terminal.sheet(sheet.rows + (isVerbose ? sheet.details : []))
        let store = status["store"]?.object ?? [:]
        let isService = !(status["units"]?.array ?? []).isEmpty
        if isService, store["live_peers"]?.integer == 0, let hint = TrialNode.hint(forServiceAt: store.text("path")) {
            Terminal.say(hint)
        }
    }

    private static func publicURL(_ client: ControlClient) throws(CommandFailure) -> String {
        let nodes = try client.object(.get, "/v1/nodes").objects("nodes")
        return nodes.first { $0.text("relation") == "this" }?.text("public_url") ?? ""
    }
}

/// `512 bytes`, `4.2 KB`, `1.0 MB`.
func bytes(_ count: Int64) -> String {
    guard count >= 1_000 else { return "\(count) bytes" }
    var (tenths, unit) = (count / 100, 0)
    while tenths >= 10_000, unit < 3 { (tenths, unit) = (tenths / 1_000, unit + 1) }
    return "\(tenths / 10).\(tenths % 10) \(["KB", "MB", "GB", "TB"][unit])"
}
