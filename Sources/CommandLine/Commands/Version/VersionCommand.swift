import Agent
import Console
import Core
import JSON

/// The version of this program.
enum VersionCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "version", summary: "print the version", usage: ["version [--json]"], about: [],
        options: [("--json", "print JSON")],
        examples: [("kith version --json | jq -r .version", "print only the number")])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        try arguments.skipPlaces()
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        guard !asJSON else { return Terminal.json(["version": .string(kithVersion)]) }
        Terminal.line("kith \(kithVersion)")
    }
}
