import Console
import Store
import System

enum BackupCommand {
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
