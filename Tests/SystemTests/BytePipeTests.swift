import Glibc
import System
import Testing

struct BytePipeTests {
    @Test func readsWhatWasAskedForAndLessAtTheEnd() throws {
        let pipe = try BytePipe()
        let reader = Descriptor(owning: pipe.reading)
        do {
            let writer = Descriptor(owning: pipe.writing)
            try writer.write([1, 2, 3, 4, 5])
        }
        #expect(try reader.read(exactly: 3, patience: .seconds(60)) == [1, 2, 3])
        #expect(try reader.read(exactly: 3, patience: .seconds(60)) == [4, 5])
        #expect(try reader.read(exactly: 3, patience: .seconds(60)) == [])
    }

    @Test func doesNotWaitForEver() throws {
        let pipe = try BytePipe()
        let reader = Descriptor(owning: pipe.reading)
        let writer = Descriptor(owning: pipe.writing)
        try writer.write([1])
        #expect(throws: SystemError(ETIMEDOUT)) { try reader.read(exactly: 2, patience: .zero) }
    }
}

extension UserTests {
    @Test func isFoundByName() throws {
        let root = try #require(User(named: "root"))
        #expect(root.id == 0 && root.entry?.name == "root")
        #expect(User(named: "nobody of this name") == nil)
        #expect(User(id: 4_000_000_000).entry == nil)
    }
}
