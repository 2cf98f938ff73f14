import Agent
import Console
import JSON
import LocalNetwork
import Logging
import Settings
import Store
import TLS

enum AgentCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "agent", summary: "run the agent in the foreground", usage: ["agent [OPTIONS]"],
        about: [
            """
            Answers devices on the network and the other commands, and makes a backup every day. Ctrl-C or SIGTERM stops \
            it. SIGHUP makes it read its settings again.
            """,
            "As a service, systemd runs it: sudo systemctl enable --now kith",
        ],
        options: [("--json", "print the address and the socket as one JSON object")] + Help.agentOptions,
        examples: [
            ("kith agent", "run the agent with the default settings"),
            ("kith agent --state ~/try --address 127.0.0.1 --port 0", "run a second one, only for this machine"),
        ],
        values: ["--interface": .interfaces])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let manager = ServiceManager.take()
        do throws(CommandFailure) { try run(&arguments, for: manager) } catch {
            manager.tellFailure(error.text)
            throw error
        }
    }

    private static func run(_ arguments: inout Arguments, for manager: ServiceManager) throws(CommandFailure) {
        let begin = ContinuousClock.now
        let places = try Places(&arguments, taking: Places.ofAgent, forAgent: true)
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        var settings = places.settings
        Log.use(settings.log)
        do throws(PassedSockets.Failure) { settings.sockets = try .take() } catch {
            throw CommandFailure(.failed, error.text)
        }
        if let difference = settings.sockets.disagreement(with: settings) { throw CommandFailure(.usage, difference) }
        // The agent makes threads, which inherit the signal mask.
        let signals = Signals()
        let started = try orSay(settings) { () throws(Agent.StartFailure) in
            try Agent.start(settings, holder: "kith agent", for: manager, signals: signals)
        }
        guard let agent = started else { return }
        let place = agent.authority.map { "reachable at http://\($0)" }
        let why = agent.isForThisMachineOnly ? "it listens on loopback only" : "no address on a local network yet"
        let nowhere = "\(why), so reachable at http://\(agent.localAuthority) only"
        if asJSON {
            Terminal.json([
                "address": agent.authority.map { .string("http://\($0)") } ?? .null,
                "local_address": .string("http://\(agent.localAuthority)"),
                "control_socket": .string(agent.controlSocket),
            ])
        } else {
            Terminal.line("kith agent: \(place ?? nowhere), control socket \(agent.controlSocket)")
        }
        var run = AgentRun(agent, for: manager, signals: signals, settings: places.reader, begunAt: begin)
        run.run()
    }

    private static func orSay<Started>(
        _ settings: AgentSettings, _ start: () throws(Agent.StartFailure) -> Started
    ) throws(CommandFailure) -> Started {
        do throws(Agent.StartFailure) { return try start() } catch { throw failure(error, settings) }
    }

    /// Why an agent cannot start, and what to do about it.
    static func failure(_ failure: Agent.StartFailure, _ settings: AgentSettings) -> CommandFailure {
        switch failure {
        case .store(let failure): CommandFailure(failure.kind == .moved ? .refused : .failed, failure.description)
        case .address(let reason): CommandFailure(.failed, AddressAdvice.text(for: reason, settings))
        case .identity(let failure): CommandFailure(.failed, failure.text)
        case .socket(let failure): CommandFailure(.failed, failure.text)
        case .templates(let failure): CommandFailure(.failed, failure.text)
        case .certificate(let failure): CommandFailure(.usage, failure.text)
        }
    }
}
