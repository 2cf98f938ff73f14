import Store
import Testing

@testable import CommandLine

struct StoreAccessTests {
    @Test func commandsAskWhatTheStoreCanDo() throws {
        try require(.backup, of: [.backup, .restore], for: "kith backup")
        let failure = #expect(throws: CommandFailure.self) {
            try require(.migrateDown, of: [.backup, .restore], for: "kith migrate down")
        }
        #expect(failure?.text.hasPrefix("kith migrate down does not work") == true)
    }
}
