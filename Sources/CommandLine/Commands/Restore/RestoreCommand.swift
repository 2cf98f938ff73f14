import Agent
import Console
import JSON
import Store
import System

enum RestoreCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "restore", summary: "restore a backup, or list the backups",
        usage: ["restore [--json]", "restore FILE [--json]"],
        about: [
            """
            Without FILE, lists the backups. With FILE, replaces the database with that backup: stop the agent first. The \
            replaced database is kept, and devices that were revoked since the backup stay revoked.
            """,
            whoRootBecomes,
        ],
        options: [("--json", "print JSON")],
        examples: [
            ("sudo kith restore", "list the backups"),
            ("sudo kith restore /var/lib/kith/backups/FILE", "restore one of them"),
        ], values: ["FILE": .backups])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let file = arguments.nextWord()
        let places = try Places(&arguments)
        let asJSON = arguments.flag("--json")
        try arguments.finish()
        try require(.restore, of: places.store.capabilities, for: "kith restore")
        guard let file else {
            try places.becomeOwner()
            return list(places, asJSON)
        }
        let given = try places.becomeOwner(toRead: file)
        let now = SystemClock.now()
        let report = try withLock(places, "kith restore") { () throws(StorageFailure) in
            try places.settings.restore(given.path, opened: given.opened, now: now)
        }
        if asJSON {
            Terminal.json([
                "restored": .string(file), "replaced": report.replaced.map { .string($0) } ?? .null,
                "revocations_carried_over": .bool(report.revocationsCarriedOver),
            ])
        } else {
            Terminal.line("Restored: \(file)")
            if let replaced = report.replaced { Terminal.line("The replaced database is kept as \(replaced)") }
            Terminal.line("Now start the node again.")
        }
        if !report.revocationsCarriedOver {
            Terminal.error(
                """
                the replaced database could not be read, so devices that were revoked since the backup are valid again. \
                Look at 'kith peers' and revoke them again.
                """)
        }
    }

    private static func list(_ places: Places, _ asJSON: Bool) {
        let backups = places.store.backups()
        guard !asJSON else { return Terminal.json(["backups": .array(backups.map { .string($0) })]) }
        if backups.isEmpty {
            Terminal.nothing("There are no backups in \(places.store.backupPlace). To make one: kith backup")
        }
        for backup in backups { Terminal.line(backup) }
    }
}
