import Agent
import Console
import Core

/// A subcommand of kith.
struct Command: Sendable {
    let definition: any CommandDefinition.Type

    var help: CommandHelp { definition.help }

    init(_ definition: any CommandDefinition.Type) { self.definition = definition }

    func run(_ arguments: inout Arguments) throws(CommandFailure) { try definition.run(&arguments) }
}

/// The help and the code of a command, in one file.
protocol CommandDefinition: Sendable {
    static var help: CommandHelp { get }
    static func run(_ arguments: inout Arguments) throws(CommandFailure)
}

/// Every command, in the order of the help.
enum Commands {
    static let all = [
        Command(PairCommand.self),
        Command(PeersCommand.self),
        Command(AreasCommand.self),
        Command(ServicesCommand.self),
        Command(ProxyConfigCommand.self),
        Command(EventsCommand.self),
        Command(TokenCommand.self),
        Command(NodesCommand.self),
        Command(MeshCommand.self),
        Command(StatusCommand.self),
        Command(DoctorCommand.self),
        Command(AgentCommand.self),
        Command(MigrateCommand.self),
        Command(BackupCommand.self),
        Command(RestoreCommand.self),
        Command(AdoptCommand.self),
        Command(CompletionCommand.self),
        Command(VersionCommand.self),
    ]

    /// Those that the documents promise and this version does not have.
    static let planned: Set = [
        "invite", "join", "knocks", "open", "registry",
    ]

    /// Words that other programs use, and the command that does it here.
    static let synonyms = [
        "devices": "peers", "list": "peers", "revoke": "peers revoke", "remove": "peers revoke",
        "rename": "peers rename", "grant": "peers grant", "log": "events", "logs": "events", "start": "agent",
        "run": "agent", "serve": "agent",
    ]

    /// What the user of another program would type to stop a node, which runs in a window or as a service.
    private static let stopping: Set = ["stop", "quit", "exit", "shutdown", "halt"]

    static func named(_ name: String) throws(CommandFailure) -> Command {
        if let command = all.first(where: { $0.help.name == name }) { return command }
        guard !planned.contains(name) else {
            throw CommandFailure(
                .usage, "'kith \(name)' is not built yet. 'kith help' lists the commands that work today.")
        }
        guard !name.hasPrefix("-") else { throw Arguments.unexpected(name, among: [], "See 'kith help'.") }
        guard !stopping.contains(name) else {
            throw CommandFailure(
                .usage,
                """
                unknown command '\(name)'. To stop a node, press Ctrl-C in its window. To stop the service: sudo systemctl \
                stop kith kith.socket kith-control.socket
                """)
        }
        let nearest = synonyms[name] ?? nearestWord(to: name, among: all.map(\.help.name))
        let guess = nearest.map { " Did you mean 'kith \($0)'?" } ?? ""
        throw CommandFailure(
            .usage, "unknown command '\(name.cleaned)'.\(guess) 'kith help' lists the commands.")
    }
}
