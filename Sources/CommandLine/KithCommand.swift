import Glibc

/// Exit codes, as the man page lists them.
enum ExitCode: Int32, Error {
    case done = 0
    case failed = 1
    case usage = 2
    case agentNotReachable = 3
    case refused = 4
}

/// The `kith` command: finds the subcommand and runs it.
public enum KithCommand {
    public static let version = "0.1.0"

    public static func run(_ arguments: [String]) -> Int32 {
        var arguments = Arguments(arguments)
        do throws(CommandFailure) {
            try dispatch(&arguments)
            return ExitCode.done.rawValue
        } catch {
            if !error.text.isEmpty { Terminal.error(error.text) }
            return error.code.rawValue
        }
    }

    private static func dispatch(_ arguments: inout Arguments) throws(CommandFailure) {
        let command = arguments.nextWord() ?? "help"
        switch command {
        case "agent": try AgentCommand.run(&arguments)
        case "pair": try PairCommand.run(&arguments)
        case "migrate": try MigrateCommand.run(&arguments)
        case "backup": try BackupCommand.run(&arguments)
        case "restore": try RestoreCommand.run(&arguments)
        case "version", "--version": Terminal.line("kith \(version)")
        case "help", "--help", "-h": Terminal.line(Help.text)
        default:
            throw CommandFailure(.usage, "kith has no command '\(command)'. 'kith help' lists those it has.")
        }
    }
}

/// Why a command did not do what it should: what happened, why, and what to do.
struct CommandFailure: Error {
    let code: ExitCode
    let text: String

    init(_ code: ExitCode, _ text: String) {
        self.code = code
        self.text = text
    }
}
