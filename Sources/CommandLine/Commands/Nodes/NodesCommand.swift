import Console
import Core
import Glibc
import HTTPMessage
import JSON
import MDNS

/// The nodes of the mesh, and other nodes on the local network.
enum NodesCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "nodes", summary: "list this node and the nodes it knows",
        usage: ["nodes [--watch] [--verbose] [--json]"],
        about: [
            """
            Shows each node with its addresses. Nodes that are 'on the network' announce themselves there and answer. \
            Nothing proves their names and ids, and they have no rights here.
            """,
            "Pairing with other nodes is not built yet.",
        ],
        options: [
            ("--watch", "show changes as they happen, until you press Ctrl-C"),
            ("--verbose", "also show ids and versions"),
            ("--json", "print JSON; with --watch one line for each change"),
        ],
        examples: [
            ("kith nodes", "list the nodes"), ("kith nodes --watch", "see nodes appear and disappear"),
            ("kith nodes --json | jq -r '.nodes[].name'", "print only the names"),
        ])

    /// The events after which the list may differ.
    private static let types: [EventType] = [
        .nodeFound, .nodeLost, .presenceChanged, .peerUpdated, .peerLeft, .pairingCompleted, .tokenRevoked,
    ]

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let (asJSON, isWatched) = (arguments.flag("--json"), arguments.flag("--watch"))
        let isVerbose = arguments.flag("--verbose")
        try arguments.finish()
        guard isWatched else {
            let answer = try client.object(.get, "/v1/nodes")
            guard !asJSON else { return Terminal.json(answer) }
            Terminal.table(table(answer.objects("nodes"), isVerbose: isVerbose))
            if let note = note(try client.object(.get, "/v1/status"), avahi: .onThisMachine) { Terminal.say(note) }
            return
        }
        signal(SIGPIPE, SIG_IGN)
        endWellWhenInterrupted()
        // Read before the list, so that no change after it is missed.
        let last = try client.object(.get, "/v1/status")["store"]?.object?["last_event_id"]?.integer ?? 0
        var shown: String?
        let show: () throws(CommandFailure) -> Bool = { () throws(CommandFailure) in
            let answer = try client.object(.get, "/v1/nodes")
            let text =
                asJSON
                ? JSONValue.object(answer.cleaned).text + "\n" : screen(answer.objects("nodes"), isVerbose: isVerbose)
            guard text != shown else { return true }
            defer { shown = text }
            return Terminal.put((Terminal.isScreen && !asJSON ? clearing : shown == nil || asJSON ? "" : "\n") + text)
        }
        guard try show() else { return }
        var filter = EventFilter()
        filter.types = Set(types.map(\.rawValue))
        try EventFollower(
            client: client, filter: filter,
            show: { _ in
                // An agent that restarts answers again soon, and the next event shows its list.
                (try? show()) ?? true
            },
            say: { Terminal.error($0) }
        ).follow(after: last)
    }

    /// Moves to the top left, and clears.
    private static let clearing = "\u{1B}[H\u{1B}[2J"

    private static func screen(_ nodes: [JSONObject], isVerbose: Bool) -> String {
        let width = Terminal.isInteractive ? Terminal.window?.columns ?? 80 : nil
        let lines = table(nodes, isVerbose: isVerbose).lines(width: width, colour: Terminal.hasColour)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Following has no other end, so this is no failure.
    private static func endWellWhenInterrupted() {
        for signal in Input.ends where !Input.isIgnored(signal) {
            _ = Glibc.signal(signal) { _ in _exit(ExitCode.done.rawValue) }
        }
    }

    /// Why other nodes are not found, and what to do. Nil if they are.
    static func note(_ status: JSONObject, avahi: AvahiDaemon) -> String? {
        let mdns = status["mdns"]?.object ?? [:]
        // The check at the start takes a second, and hinders nothing.
        guard mdns.text("state") == "waiting", mdns.text("detail") != AdvertisingObstacle.settling.description else {
            return nil
        }
        return "Other nodes cannot be found: \(avahi.obstacle(mdns.text("detail")))."
    }

    static func table(_ nodes: [JSONObject], isVerbose: Bool) -> Table {
        var columns: [Table.Column] = [
            .init(title: "NAME", least: 8), .init(title: "STATE"), .init(title: "ADDRESS", rank: 1, least: 9),
        ]
        if isVerbose { columns += [.init(title: "VERSION", rank: 3), .init(title: "ID", rank: 2)] }
        var table = Table(columns: columns)
        table.rows = nodes.map { node in
            let addresses = node["addresses"]?.array?.compactMap { $0.string?.cleaned } ?? []
            let places = [node.text("public_url")].filter { !$0.isEmpty } + addresses
            let row = [
                node.text("name"), state(node), places.isEmpty ? "none" : places.joined(separator: ", "),
            ]
            return isVerbose ? row + [node.text("version"), node.text(node["id"] == nil ? "peer_id" : "id")] : row
        }
        return table
    }

    private static func state(_ node: JSONObject) -> String {
        switch node.text("relation") {
        case "this": "this node"
        case "sighted": "on the network"
        default: node.text("presence")
        }
    }
}
