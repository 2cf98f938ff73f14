import NodeAgent
import Registry

enum AgentCommand {
    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        let settings = try AgentSettings(places, &arguments)
        try arguments.finish()
        var input = Input()
        let agent = try start(settings, holder: "kith agent")
        Terminal.line("kith agent: reachable at http://\(agent.authority), control socket \(places.controlSocket)")
        repeat { agent.runJobs() } while input.next(within: 60_000, lines: false) != .interrupted
        agent.stop()
    }

    /// Starts an agent in this process, or says what stands in the way.
    static func start(_ settings: AgentSettings, holder: String) throws(CommandFailure) -> Agent {
        do throws(Agent.StartFailure) { return try Agent(settings, holder: holder) } catch {
            switch error {
            case .store(let failure): throw CommandFailure(.failed, failure.description)
            case .address(let reason): throw CommandFailure(.failed, AddressAdvice.text(for: reason))
            case .identity(let reason): throw CommandFailure(.failed, reason)
            case .listening(let reason):
                throw CommandFailure(
                    .failed, "cannot listen on port \(settings.port): \(reason). Choose another with --port.")
            }
        }
    }
}
