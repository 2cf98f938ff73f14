import Agent
import Console
import JSON
import Store
import System

enum BackupCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "backup", summary: "make a checked copy of the database", usage: ["backup [--with-identity] [--json]"],
        about: [
            """
            Works while the agent runs. The copy is stored in 'backups' in the state folder. The agent also makes a backup \
            every day and keeps the last seven.
            """,
            """
            A backup does not contain the identity key. Without this key, paired devices do not recognise a restored node. \
            The key never changes, so one copy is enough. Move the copy to a safe place: anyone with it can pretend to be \
            this node.
            """,
            whoRootBecomes,
        ],
        options: [
            ("--with-identity", "also copy the identity key, next to the backup"), ("--json", "print JSON"),
        ],
        examples: [
            ("sudo kith backup", "back up the node that runs as a service"),
            ("sudo kith backup --with-identity", "the same, with a copy of its identity key"),
            ("kith backup --json | jq -r .backup", "print only the path of the copy"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        let asJSON = arguments.flag("--json")
        let withIdentity = arguments.flag("--with-identity")
        try arguments.finish()
        try require(.backup, of: places.store.capabilities, for: "kith backup")
        try places.becomeOwner()
        let file = try failing { () throws(StorageFailure) in
            try places.store.backUp(.byHand, now: SystemClock.now())
        }
        let copy = withIdentity ? try copyIdentity(beside: file, places) : nil
        guard !asJSON else {
            var answer: JSONObject = ["backup": .string(file)]
            answer["identity"] = copy.map { .string($0) }
            return Terminal.json(answer)
        }
        Terminal.line("Backed up and checked: \(file)")
        guard let copy else { return }
        Terminal.line("Copied the identity key: \(copy)")
        Terminal.say("Move it to a safe place that only you can read. Anyone with it can pretend to be this node.")
    }

    private static func copyIdentity(beside backup: String, _ places: Places) throws(CommandFailure) -> String {
        do throws(NodeIdentity.Failure) {
            return try IdentityCopy.make(beside: backup, from: places.stateFolder)
        } catch {
            throw CommandFailure(.failed, "the backup \(backup) was made, but without the key: \(error.text)")
        }
    }
}
