import Registry
import Rehearsal
import RepositoryContract
import Testing

@testable import SQLiteStore

struct ContractTests {
    @Test(arguments: ContractCase.all)
    func promise(_ promise: ContractCase) throws {
        let folder = try TemporaryFolder()
        let repository = try Store.open(folder.files, now: .start)
        defer { repository.close() }
        try promise.check(Rehearsal(on: repository))
    }
}
