import Agent
import Console
import Store
import System

enum RestoreCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "restore", summary: "put a backup in place of the database, or list the backups",
        usage: ["restore", "restore FILE"],
        about: [
            """
            Not while an agent runs. What was revoked since the backup stays revoked, and the database that is replaced \
            is kept.
            """,
            whoRootBecomes,
        ],
        examples: [("kith restore", "the backups there are, with their paths")], values: ["FILE": .backups])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let file = arguments.nextWord()
        let places = try Places(&arguments)
        try arguments.finish()
        try require(.restore, of: places.store.capabilities, for: "kith restore")
        guard let file else {
            try places.becomeOwner()
            return list(places)
        }
        let given = try places.becomeOwner(toRead: file)
        let now = SystemClock.now()
        let report = try withLock(places, "kith restore") { () throws(StorageFailure) in
            try places.settings.restore(given.path, opened: given.opened, now: now)
        }
        Terminal.line("Restored: \(file)")
        if let replaced = report.replaced { Terminal.line("What it replaced is kept as \(replaced)") }
        if !report.revocationsCarriedOver {
            Terminal.error(
                """
                the replaced database could not be read, so what was revoked since the backup is valid again. \
                Look through the peers and revoke anew.
                """)
        }
    }

    private static func list(_ places: Places) {
        let backups = places.store.backups()
        if backups.isEmpty { Terminal.line("There are no backups in \(places.store.backupPlace).") }
        for backup in backups { Terminal.line(backup) }
    }
}
