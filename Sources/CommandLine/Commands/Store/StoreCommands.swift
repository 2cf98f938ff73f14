import Agent
import Console
import Core
import SQLiteStore
import Store
import System

// Commands that work on the store itself, with or without an agent.

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
                try Database.migrateUp(places.store, now: SystemClock.now())
            }
            try showStatus(places)
        case "down":
            guard let target = try arguments.number("--to", 0...9_999) else {
                throw CommandFailure(.usage, "kith migrate down needs --to N: the last migration to keep.")
            }
            try arguments.finish()
            try places.becomeOwner()
            try withLock(places, "kith migrate down") { () throws(StorageFailure) in
                try Database.migrateDown(places.store, to: target, now: SystemClock.now())
            }
            try showStatus(places)
        default:
            throw CommandFailure(.usage, "kith migrate takes status, up, or down --to N.")
        }
    }

    private static func showStatus(_ places: Places) throws(CommandFailure) {
        let migrations = try failing { () throws(StorageFailure) in try Database.migrations(places.store) }
        for migration in migrations {
            let name = "\(migration.number)  \(migration.name)  \(migration.checksum)"
            let applied = migration.appliedAt.map { "applied \($0.text), \(migration.microseconds ?? 0) us" }
            Terminal.line("\(name)  \(applied ?? "not applied")")
        }
    }
}

enum BackupCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "backup", summary: "copy the database while it is in use, and check the copy", usage: ["backup"],
        about: [
            "The copy lies in 'backups', in the state folder. The agent makes one a day by itself and keeps seven.",
            whoRootBecomes,
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let places = try Places(&arguments)
        try arguments.finish()
        try places.becomeOwner()
        let file = try failing { () throws(StorageFailure) in
            try Backup.make(places.store, .byHand, now: SystemClock.now())
        }
        Terminal.line("Backed up and checked: \(file)")
    }
}

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
        guard let file else {
            try places.becomeOwner()
            return list(places)
        }
        let given = try places.becomeOwner(toRead: file)
        let now = SystemClock.now()
        let report = try withLock(places, "kith restore") { () throws(StorageFailure) in
            try Restore.restore(given.path, opened: given.opened, into: places.store, now: now)
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
        let backups = Backup.Occasion.allCases.flatMap { Backup.all(places.store, $0) }
        if backups.isEmpty { Terminal.line("There are no backups in \(places.store.backups).") }
        for backup in backups { Terminal.line(backup) }
    }
}

private func withLock<Result>(
    _ places: Places, _ holder: String, _ body: () throws(StorageFailure) -> Result
) throws(CommandFailure) -> Result {
    try failing { () throws(StorageFailure) in
        let lock = try StoreLock(places.store, holder: holder)
        let result = try body()
        _ = consume lock
        return result
    }
}

private func failing<Result>(_ body: () throws(StorageFailure) -> Result) throws(CommandFailure) -> Result {
    do throws(StorageFailure) { return try body() } catch {
        throw CommandFailure(error.kind == .locked ? .refused : .failed, error.description)
    }
}

private let whoRootBecomes = """
    If root runs it and the state folder belongs to another user, it becomes that user first, so all that it makes belongs \
    to the owner of the folder.
    """
