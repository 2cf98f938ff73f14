import Console
import Core
import Store
import System

enum MigrateCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "migrate", summary: "look at the schema of the database, or change it",
        usage: ["migrate status", "migrate up", "migrate down --to N"],
        about: [
            """
            The agent brings an older database up to date by itself when it starts, after a backup. These are for those \
            who want to see or do it by hand, with no agent running.
            """,
            whoRootBecomes,
        ],
        options: [("--to N", "the last migration to keep")],
        examples: [("kith migrate status", "what was applied, and when")])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = arguments.nextWord()
        let places = try Places(&arguments)
        switch verb {
        case "status":
            try arguments.finish()
            try places.becomeOwner()
            try showStatus(places)
        case "up":
            try arguments.finish()
            try places.becomeOwner()
            try withLock(places, "kith migrate up") { () throws(StorageFailure) in
                try places.store.migrateUp(now: SystemClock.now())
            }
            try showStatus(places)
        case "down":
            guard let target = try arguments.number("--to", 0...9_999) else {
                throw CommandFailure(.usage, "kith migrate down needs --to N: the last migration to keep.")
            }
            try arguments.finish()
            try require(.migrateDown, of: places.store.capabilities, for: "kith migrate down")
            try places.becomeOwner()
            try withLock(places, "kith migrate down") { () throws(StorageFailure) in
                try places.store.migrateDown(to: target, now: SystemClock.now())
            }
            try showStatus(places)
        default:
            throw CommandFailure(.usage, "kith migrate takes status, up, or down --to N.")
        }
    }

    private static func showStatus(_ places: Places) throws(CommandFailure) {
        let migrations = try failing { () throws(StorageFailure) in try places.store.migrations() }
        for migration in migrations {
            let name = "\(migration.number)  \(migration.name)  \(migration.checksum)"
            let applied = migration.appliedAt.map { "applied \($0.text), \(migration.microseconds ?? 0) us" }
            Terminal.line("\(name)  \(applied ?? "not applied")")
        }
    }
}
