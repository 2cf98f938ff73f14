import Console
import Core
import HTTPMessage
import JSON

/// The nodes of the mesh.
enum NodesCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "nodes", summary: "list this node and the nodes it knows",
        usage: ["nodes [--verbose] [--json]"],
        about: ["Shows each node with its addresses. Pairing with other nodes is not built yet."],
        options: [("--verbose", "also show ids and versions"), ("--json", "print JSON")],
        examples: [
            ("kith nodes", "list the nodes"), ("kith nodes --json | jq -r '.nodes[].name'", "print only the names"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        let isVerbose = arguments.flag("--verbose")
        try arguments.finish()
        let answer = try client.object(.get, "/v1/nodes")
        guard !asJSON else { return Terminal.json(answer) }
        Terminal.table(table(answer.objects("nodes"), isVerbose: isVerbose))
    }

    static func table(_ nodes: [JSONObject], isVerbose: Bool) -> Table {
        var columns: [Table.Column] = [
            .init(title: "NAME", least: 8), .init(title: "STATE"), .init(title: "ADDRESS", rank: 1, least: 9),
        ]
        if isVerbose { columns += [.init(title: "VERSION", rank: 3), .init(title: "ID", rank: 2)] }
        var table = Table(columns: columns)
        table.rows = nodes.map { node in
            let isThis = node.text("relation") == "this"
            let addresses = node["addresses"]?.array?.compactMap { $0.string?.cleaned } ?? []
            let places = [node.text("public_url")].filter { !$0.isEmpty } + addresses
            let row = [
                node.text("name"), isThis ? "this node" : node.text("presence"),
                places.isEmpty ? "none" : places.joined(separator: ", "),
            ]
            return isVerbose ? row + [node.text("version"), node.text(node["id"] == nil ? "peer_id" : "id")] : row
        }
        return table
    }
}
