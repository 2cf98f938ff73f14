import Core
import Foundation
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// A disk that is full or broken, from each single step on: a clear error, nothing half done, and all is well again
/// when the disk is.
@Suite(.serialized)
struct FaultTests {
    struct Fault: Sendable, CustomStringConvertible {
        let call: String
        let code: String
        let kind: StorageFailure.Kind

        func from(_ number: Int) -> Driver { Driver(fault: "\(call):\(number):\(code)") }
        var description: String { "\(code) at \(call)" }
    }

    static let faults = [
        Fault(call: "write", code: "ENOSPC", kind: .diskFull), Fault(call: "write", code: "EIO", kind: .inputOutput),
        Fault(call: "sync", code: "EIO", kind: .inputOutput),
    ]

    @Test(arguments: faults)
    func registration(_ fault: Fault) throws {
        let prepared = try TemporaryFolder()
        try prepared.files.open().repository.close()
        let steps = try strike(fault, in: { try prepared.copy() }, ["register", "1", "1"])
        #expect(steps > 2)
        print("\(fault): a registration was struck at each of its \(steps) steps")
    }

    @Test(arguments: faults)
    func migration(_ fault: Fault) throws {
        let steps = try strike(fault, in: { try TemporaryFolder() }, ["open"])
        #expect(steps > 2)
        print("\(fault): a migration was struck at each of its \(steps) steps")
    }

    /// Gives the number of steps after which nothing is left to strike.
    private func strike(_ fault: Fault, in folder: () throws -> TemporaryFolder, _ command: [String]) throws -> Int {
        for step in 1...400 {
            let folder = try folder()
            let arguments = [command[0], folder.path] + command.dropFirst()
            let outcome = try fault.from(step).run(arguments)
            if outcome.status == 0 { return step - 1 }
            let word = try #require(outcome.saying("failed").first)
            #expect(word.hasPrefix(fault.kind.rawValue), "step \(step): \(word)")
            #expect(word.contains(folder.path + "/kith.db"), "the message names the file: \(word)")
            let (repository, play) = try folder.files.open()
            _ = try play.admit()
            repository.close()
            try checkWhole(folder.files, admitted: outcome.saying("admitted"))
        }
        Issue.record("no end of steps")
        return 0
    }

    /// No shim: a file system that really is too small.
    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func smallFileSystem() throws {
        let folder = try TemporaryFolder()
        try shell("mount -t tmpfs -o size=600k,mode=700 tmpfs \(folder.path)")
        defer { try? shell("umount \(folder.path)") }
        var (repository, play) = try folder.files.open()
        play.limits.openPairings = .max
        play.limits.livePeers = .max
        var admitted: [String] = []
        let full = failure { while true { admitted.append(try play.admit().peer.description) } }
        #expect(full?.kind == .diskFull)
        repository.close()
        try shell("mount -o remount,size=8m \(folder.path)")
        try checkWhole(folder.files, admitted: admitted)
        (repository, play) = try folder.files.open()
        play.limits.openPairings = .max
        play.limits.livePeers = .max
        _ = try play.admit()
        repository.close()
    }

    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func readOnlyFileSystem() throws {
        let folder = try TemporaryFolder()
        try shell("mount -t tmpfs -o size=8m,mode=700 tmpfs \(folder.path)")
        defer { try? shell("umount \(folder.path)") }
        try folder.files.open().repository.close()
        let before = folder.files.bytes.hashValue
        try shell("mount -o remount,ro \(folder.path)")
        #expect(failure { _ = try folder.files.open() }?.kind == .readOnly)
        #expect(folder.files.bytes.hashValue == before)
    }

    private func shell(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command)")
    }
}
