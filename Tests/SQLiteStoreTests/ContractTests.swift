import Rehearsal
import RepositoryContract
import Store
import Testing

@testable import SQLiteStore

struct ContractTests {
    @Test(arguments: ContractCase.all)
    func promise(_ promise: ContractCase) throws {
        let folder = try TemporaryFolder()
        let repository = try Database.open(folder.files, now: .start)
        defer { repository.close() }
        try promise.check(Rehearsal(on: repository))
    }
}
