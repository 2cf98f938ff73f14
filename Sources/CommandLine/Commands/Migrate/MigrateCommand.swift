import Console
import Core
import JSON
import Store
import System

enum MigrateCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "migrate", summary: "show or change the version of the database",
        usage: ["migrate status [--json]", "migrate up [--json]", "migrate down --to N [--json]"],
        about: [
            """
            You rarely need this: when the agent starts, it backs up an older database and updates it. 'up' and 'down' make \
            a backup first. Stop the agent before you use them.
            """,
            whoRootBecomes,
        ],
        options: [("--to N", "the last migration to keep"), ("--json", "print JSON")],
        examples: [
            ("sudo kith migrate status", "show which migrations were applied, and when"),
            ("sudo kith migrate down --to 2", "prepare the database for an older kith"),
        ])

    static func run(_ arguments: inout Arguments) throws(CommandFailure) {
        let verb = arguments.nextWord()
        let places = try Places(&arguments)
        let asJSON = arguments.flag("--json")
        switch verb {
        case "status":
            try arguments.finish()
            try places.becomeOwner()
            try showStatus(places, asJSON)
        case "up":
            try arguments.finish()
            try places.becomeOwner()
            try withLock(places, "kith migrate up") { () throws(StorageFailure) in
                try places.store.migrateUp(now: SystemClock.now())
            }
            try showStatus(places, asJSON)
        case "down":
            guard let target = try arguments.number("--to", 0...9_999) else {
                throw CommandFailure(
                    .usage, "'kith migrate down' needs --to N: the last migration to keep. \(arguments.helpHint)")
            }
            try arguments.finish()
            try require(.migrateDown, of: places.store.capabilities, for: "kith migrate down")
            try places.becomeOwner()
            try withLock(places, "kith migrate down") { () throws(StorageFailure) in
                try places.store.migrateDown(to: target, now: SystemClock.now())
            }
            try showStatus(places, asJSON)
        default:
            let found = verb.map { "unknown command 'kith migrate \($0.cleaned)':" }
            throw CommandFailure(
                .usage,
                "\(found ?? "'kith migrate' needs a command:") use status, up, or down --to N. \(arguments.helpHint)")
        }
    }

    private static func showStatus(_ places: Places, _ asJSON: Bool) throws(CommandFailure) {
        let migrations = try failing { () throws(StorageFailure) in try places.store.migrations() }
        guard !asJSON else { return Terminal.json(["migrations": .array(migrations.map { .object($0.json) })]) }
        Terminal.table(table(migrations, times: .forReader()))
    }

    static func table(_ migrations: [MigrationStatus], times: TimeStyle) -> Table {
        var table = Table(columns: [.init(title: "N"), .init(title: "NAME", least: 8), .init(title: "STATE")])
        table.rows = migrations.map {
            [String($0.number), $0.name, $0.appliedAt.map { "applied \(times.text($0))" } ?? "not applied"]
        }
        return table
    }
}

extension MigrationStatus {
    var json: JSONObject {
        [
            "number": .integer(Int64(number)), "name": .string(name), "checksum": .string(checksum),
            "applied_at": appliedAt.map { .string($0.text) } ?? .null,
            "microseconds": microseconds.map { .integer($0) } ?? .null,
        ]
    }
}
