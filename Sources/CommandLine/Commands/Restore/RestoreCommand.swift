import Agent
import Console
import Glibc
import JSON
import Store
import System

enum RestoreCommand: CommandDefinition {
    static let help = CommandHelp(
        name: "restore", summary: "restore a backup, or list the backups",
        usage: ["restore [--json]", "restore FILE [--json]"],
        about: [
            """
            Without FILE, lists the backups. With FILE, replaces the database with that backup: stop the agent first. FILE is a \
            path, or the name of a listed backup. The \
            replaced database is kept, and devices that were revoked since the backup stay revoked.
            """,
            whoRootBecomes,
        ],
        options: [("--json", "print JSON")],
        examples: [
            ("sudo kith restore", "list the backups"),
            ("sudo systemctl stop kith kith.socket kith-control.socket", "stop the node that runs as a service"),
            ("sudo kith restore FILE", "restore one of them"),
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
        let path = try path(of: file, places)
        let given = try places.becomeOwner(toRead: path)
        let now = SystemClock.now()
        let report = try withLock(places, "kith restore") { () throws(StorageFailure) in
            try places.settings.restore(given.path, opened: given.opened, now: now)
        }
        if asJSON {
            Terminal.json([
                "restored": .string(path), "replaced": report.replaced.map { .string($0) } ?? .null,
                "revocations_carried_over": .bool(report.revocationsCarriedOver),
                "same_node": .bool(report.isSameNode),
            ])
        } else {
            Terminal.line("Restored: \(path)")
            if let replaced = report.replaced { Terminal.line("The replaced database is kept as \(replaced)") }
        }
        if !report.isSameNode { Terminal.error(anotherNode(given.path, places)) }
        if !report.revocationsCarriedOver {
            Terminal.error(
                """
                the replaced database could not be read, so devices that were revoked since the backup are valid again. \
                Look at 'kith peers' and revoke them again.
                """)
        }
        if !asJSON { Terminal.line("Now start the node again.") }
    }

    /// A name without a folder may be one of the listed backups.
    private static func path(of file: String, _ places: Places) throws(CommandFailure) -> String {
        guard !file.isEmpty else {
            throw CommandFailure(.usage, "the name of the backup is empty. 'kith restore' lists the backups.")
        }
        guard !file.contains("/"), !Files.exists(file) else { return file }
        let path = "\(places.store.backupPlace)/\(file)"
        do throws(SystemError) { _ = try Files.status(path, followingLinks: false) } catch {
            guard error.code == ENOENT || error.code == ENOTDIR else { return path }
            throw CommandFailure(
                .failed,
                """
                there is no backup '\(file.cleaned)' in the current folder or in \(places.store.backupPlace). 'kith restore' lists the backups.
                """)
        }
        return path
    }

    /// What a restore changes where the backup is of another node than the identity key, or where there is no key.
    private static func anotherNode(_ backup: String, _ places: Places) -> String {
        let key = "\(places.stateFolder)/identity.key"
        guard !Files.exists(key) else {
            return """
                the backup is of another node than the identity key of this folder. Devices from the backup may not \
                recognise this node. To pair one again: kith pair --peer NAME
                """
        }
        let copy = IdentityCopy.path(beside: backup)
        let remedy =
            Files.exists(copy)
            ? "Its copy is next to the backup. To restore it, before you start the node: sudo cp -p \(copy) \(key)"
            : "If you have a copy of \(key), restore it before you start the node."
        return """
            there is no identity key in this folder, so the node starts with a new one, and paired devices do not recognise \
            it. \(remedy)
            """
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
