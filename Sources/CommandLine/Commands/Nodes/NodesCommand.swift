import Console
import Core
import HTTPMessage
import JSON

/// The nodes of the mesh.
enum NodesCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "nodes", summary: "list the nodes: this one, and those that are peers", usage: ["nodes [--json]"],
        about: ["Tells how this node is reached, and which other nodes it knows."],
        options: [("--json", "for programs")],
        examples: [("kith nodes --json | jq -r '.nodes[].name'", "their names")])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        let answer = try client.object(.get, "/v1/nodes")
        guard !asJSON else { return Terminal.json(answer) }
        Terminal.table(table(answer.objects("nodes")))
    }

    static func table(_ nodes: [JSONObject]) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", least: 8), .init(title: "WHICH"), .init(title: "STATE"),
            .init(title: "ADDRESS", rank: 1, least: 9), .init(title: "VERSION", rank: 3), .init(title: "ID", rank: 2),
        ])
        table.rows = nodes.map { node in
            let addresses = node["addresses"]?.array?.compactMap { $0.string?.cleaned } ?? []
            let places = [node.text("public_url")].filter { !$0.isEmpty } + addresses
            return [
                node.text("name"), node.text("relation") == "this" ? "this one" : node.text("relation"),
                node.text("presence"), places.joined(separator: ", "), node.text("version"),
                node.text(node["id"] == nil ? "peer_id" : "id"),
            ]
        }
        return table
    }
}
