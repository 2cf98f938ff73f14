import Console
import Store
import System

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
        try require(.backup, of: places.store.capabilities, for: "kith backup")
        try places.becomeOwner()
        let file = try failing { () throws(StorageFailure) in
            try places.store.backUp(.byHand, now: SystemClock.now())
        }
        Terminal.line("Backed up and checked: \(file)")
    }
}
