import Console
import JSON
import Store
import System

enum BackupCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "backup", summary: "make a checked copy of the database", usage: ["backup [--json]"],
        about: [
            """
            Works while the agent runs. The copy is stored in 'backups' in the state folder. The agent also makes a backup \
            every day and keeps the last seven.
            """,
            whoRootBecomes,
        ],
        options: [("--json", "print JSON")],
        examples: [
            ("sudo kith backup", "back up the node that runs as a service"),
            ("kith backup --json | jq -r .backup", "print only the path of the copy"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        try require(.backup, of: places.store.capabilities, for: "kith backup")
        try places.becomeOwner()
        let file = try failing { () throws(StorageFailure) in
            try places.store.backUp(.byHand, now: SystemClock.now())
        }
        guard !asJSON else { return Terminal.json(["backup": .string(file)]) }
        Terminal.line("Backed up and checked: \(file)")
    }
}
