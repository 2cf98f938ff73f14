import Console
import Core
import HTTPMessage
import JSON

/// The circle of this node.
enum MeshCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "mesh", summary: "show the circle of this node, or export its signed statements",
        usage: ["mesh [--json]", "mesh export"],
        about: [
            """
            A circle is the nodes that share one list of devices. Each node begins with its own circle. Joining the \
            circle of another node is not built yet.
            """,
            """
            'export' prints one line of JSON for the circle, then one for each signed statement: what a node gives, and what \
            it takes. With these lines, any program can check every signature and compute who is admitted. They hold names \
            of devices, keys and hashes of tokens, and no secret. docs/mesh.md has the format.
            """,
        ],
        options: [("--json", "print JSON")],
        examples: [
            ("kith mesh", "show the circle"), ("kith mesh export > circle.jsonl", "save every statement"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let client = ControlClient(try Places(&arguments))
        let asJSON = arguments.flag("--json")
        switch arguments.nextWord() {
        case nil:
            try arguments.finish()
            try show(client, asJSON: asJSON)
        case "export":
            try arguments.finish()
            try export(client)
        case let verb?:
            throw CommandFailure(
                .usage, "unknown command 'kith mesh \(verb.cleaned)': use export. See 'kith help mesh'.")
        }
    }

    private static func show(_ client: ControlClient, asJSON: Bool) throws(CommandFailure) {
        let answer = try client.object(.get, "/v1/mesh")
        guard !asJSON else { return Terminal.json(answer) }
        let circle = answer["circle"]?.object ?? [:]
        Terminal.line("Circle   \(circle.text("id").prefix(8))")
        Terminal.line("Founder  \(circle.text("founder").prefix(8))")
        Terminal.line("Nodes    only this one")
    }

    private static func export(_ client: ControlClient) throws(CommandFailure) {
        let circle = try client.object(.get, "/v1/mesh")["circle"]?.object ?? [:]
        guard put(circle, "circle") else { return }
        for (kind, path) in [("record", "/v1/mesh/records"), ("taking", "/v1/mesh/takings")] {
            var next: String?
            repeat {
                let answer = try client.object(.get, path + (next.map { "?after=\($0)" } ?? ""))
                for var statement in answer.objects("statements") {
                    // It follows from the bytes.
                    statement["hash"] = nil
                    guard put(statement, kind) else { return }
                }
                next = answer["next"]?.string
            } while next != nil
        }
    }

    /// Returns false if nobody reads.
    private static func put(_ object: JSONObject, _ kind: String) -> Bool {
        var line = object
        line["kind"] = .string(kind)
        return Terminal.put(JSONValue.object(line).text + "\n")
    }
}
