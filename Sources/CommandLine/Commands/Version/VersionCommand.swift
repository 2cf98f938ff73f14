import Agent
import Console
import Core

/// The version of this program.
enum VersionCommand: CommandDefinition {
    static let help = CommandHelp(name: "version", summary: "print the version", usage: ["version"], about: [])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        try arguments.finish()
        Terminal.line("kith \(kithVersion)")
    }
}
