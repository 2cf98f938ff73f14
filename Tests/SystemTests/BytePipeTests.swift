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

extension BytePipeTests {
    /// Each byte comes in time, and all of them do not.
    @Test func aByteNowAndThenDoesNotKeepIt() async throws {
        let pipe = try BytePipe()
        let reader = Descriptor(owning: pipe.reading)
        let writer = Task.detached {
            let writer = Descriptor(owning: pipe.writing)
            for _ in 0..<400 {
                guard !Task.isCancelled, (try? writer.write([1])) != nil else { return }
                usleep(5_000)
            }
        }
        #expect(throws: SystemError(ETIMEDOUT)) { try reader.read(exactly: 400, patience: .milliseconds(200)) }
        writer.cancel()
        await writer.value
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
