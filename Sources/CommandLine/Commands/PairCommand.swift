import HTTPMessage
import JSON
import NodeAgent
import PairingCore
import QRCode

enum PairCommand {
    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        let settings = try AgentSettings(places, &arguments)
        let terms = try terms(&arguments)
        try arguments.finish()
        var input = Input()
        let client = ControlClient(socket: places.controlSocket)
        let own = try agentIfNoneRuns(client, settings)
        defer { own?.stop() }
        var pairing = try PairDialogue(client, terms)
        try pairing.run(&input)
        if let own { waitForDelivery(of: pairing.id, by: own, &input) }
    }

    /// Our agent goes with us; the phone asks every half second and should hear first that it is in.
    private static func waitForDelivery(of pairing: PairingID, by agent: Agent, _ input: inout Input) {
        for _ in 0..<100 where !agent.hasDelivered(pairing) {
            guard input.next(within: 100, lines: false) != .interrupted else { return }
        }
    }

    /// With no agent running, this command is one for as long as it lasts.
    private static func agentIfNoneRuns(
        _ client: ControlClient, _ settings: AgentSettings
    ) throws(CommandFailure) -> Agent? {
        guard try client.ask(.get, "/healthz") == nil else { return nil }
        let agent = try AgentCommand.start(settings, holder: "kith pair")
        Terminal.line("No agent is running, so this command runs one until the device is in.")
        return agent
    }

    private static func terms(_ arguments: inout Arguments) throws(CommandFailure) -> JSONObject {
        var terms: JSONObject = [:]
        terms["name"] = try arguments.option("--name").map { .string($0) }
        terms["person"] = try arguments.option("--for").map { .string($0) }
        terms["scopes"] = try arguments.option("--scope").map { list in
            .array(list.split(separator: ",").map { .string(String($0)) })
        }
        terms["expires_in"] = try arguments.length("--expires").map { .integer($0.components.seconds) }
        terms["ttl"] = try arguments.length("--ttl").map { .integer($0.components.seconds) }
        return terms
    }
}
