import Agent
import Console
import Core

/// One thing that kith does.
struct Command: Sendable {
    let help: CommandHelp
    let run: @Sendable (inout Arguments) throws(CommandFailure) -> Void
}

/// Every command there is, in the order in which help lists them.
enum Commands {
    static let all = [
        Command(help: PairCommand.help, run: PairCommand.run),
        Command(help: PeersCommand.help, run: PeersCommand.run),
        Command(help: EventsCommand.help, run: EventsCommand.run),
        Command(help: TokenCommand.help, run: TokenCommand.run),
        Command(help: NodesCommand.help, run: NodesCommand.run),
        Command(help: StatusCommand.help, run: StatusCommand.run),
        Command(help: AgentCommand.help, run: AgentCommand.run),
        Command(help: MigrateCommand.help, run: MigrateCommand.run),
        Command(help: BackupCommand.help, run: BackupCommand.run),
        Command(help: RestoreCommand.help, run: RestoreCommand.run),
        Command(help: CompletionCommand.help, run: CompletionCommand.run),
        Command(help: VersionCommand.help, run: VersionCommand.run),
    ]

    static func named(_ name: String) throws(CommandFailure) -> Command {
        if let command = all.first(where: { $0.help.name == name }) { return command }
        let nearest = nearestWord(to: name, among: all.map(\.help.name))
        let guess = nearest.map { " Did you mean 'kith \($0)'?" } ?? ""
        throw CommandFailure(
            .usage, "kith has no command '\(name.cleaned)'.\(guess) 'kith help' lists those it has.")
    }
}

enum VersionCommand {
    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        try arguments.finish()
        Terminal.line("kith \(kithVersion)")
    }
}
