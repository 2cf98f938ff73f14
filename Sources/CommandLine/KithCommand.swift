import Agent
import Console
import Core
import Glibc

/// The exit codes, for scripts.
enum ExitCode: Int32, CaseIterable, Error {
    case done = 0
    case failed = 1
    case usage = 2
    case agentNotReachable = 3
    case refused = 4

    var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .usage: "wrong usage"
        case .agentNotReachable: "no agent reachable"
        case .refused: "refused"
        }
    }
}

/// The `kith` command: finds the subcommand and runs it.
public enum KithCommand {
    public static func run(_ arguments: [String]) -> Int32 {
        var arguments = Arguments(arguments)
        do throws(CommandFailure) {
            try dispatch(&arguments)
            return ExitCode.done.rawValue
        } catch {
            if !error.text.isEmpty { Terminal.error(error.text.asError) }
            return error.code.rawValue
        }
    }

    private static func dispatch(_ arguments: inout Arguments) throws(CommandFailure) {
        arguments.bringWordsForward(past: Help.everywhere.map { DeclaredOption($0) }.filter { $0.value != nil })
        switch arguments.nextWord() {
        case "--version", "-v": Terminal.line("kith \(kithVersion)")
        case "--help", "-h": Help.showAll()
        case "help": try Help.show(&arguments)
        case nil:
            if let last = arguments.words.last,
                Help.everywhere.contains(where: { DeclaredOption($0).value != nil && DeclaredOption($0).name == last })
            {
                throw CommandFailure(.usage, "\(last) needs a value. \(arguments.helpHint)")
            }
            try arguments.finish()
            Help.showAll()
        case let name?:
            let command = try Commands.named(name)
            let options = command.help.declaredOptions
            arguments.command = command.help.name
            arguments.declared = Set(options.map(\.name))
            if arguments.asksForHelp { return Help.show(command.help) }
            arguments.bringWordsForward(past: options)
            try command.run(&arguments)
        }
    }
}

/// Why a command failed: what happened, why, and what to do.
struct CommandFailure: Error, Equatable {
    let code: ExitCode
    let text: String

    init(_ code: ExitCode, _ text: String) {
        self.code = code
        self.text = text
    }
}
