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

    /// The same, by a node that signs. Afterwards the tables are what follows from its statements: no operation has
    /// forgotten to say what it changed.
    @Test(arguments: ContractCase.all.filter { !$0.writesRows })
    func promiseOfASigner(_ promise: ContractCase) throws {
        let folder = try TemporaryFolder()
        let repository = try Database.open(folder.files, now: .start)
        defer { repository.close() }
        let signer = Signer()
        try signer.begin(in: repository)
        try promise.check(Rehearsal(on: repository))
        #expect(try signer.faults(in: repository) == [])
    }
}
